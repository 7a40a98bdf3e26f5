using System.Diagnostics;
using System.Globalization;

namespace TicketRag.Tests.Distributed.Faults;

/// <summary>A fault that waits for its stage of one piece of work.</summary>
/// <param name="At">Its number among the stages, from 1.</param>
/// <param name="Stage">Or the first with this name.</param>
internal sealed record ArmedFault(Activity Root, int Signal, int? At, string? Stage)
{
    private int _reached;

    public int Reached => Volatile.Read(ref _reached);

    /// <param name="order">The signal's number, a space, and the stage's number or name.</param>
    public static ArmedFault Parse(string order, Activity root)
    {
        var parts = order.Split(' ', 2);
        var isNumber = int.TryParse(parts[1], CultureInfo.InvariantCulture, out var at);
        return new(root, int.Parse(parts[0], CultureInfo.InvariantCulture), isNumber ? at : null, isNumber ? null : parts[1]);
    }

    /// <summary>Whether the activity is part of the work.</summary>
    public bool Includes(Activity activity)
    {
        for (var one = activity; one is not null; one = one.Parent)
        {
            if (one == Root)
            {
                return true;
            }
        }

        return false;
    }

    public bool IsDueAt(string stage)
    {
        var number = Interlocked.Increment(ref _reached);
        return number == At || stage == Stage;
    }
}
