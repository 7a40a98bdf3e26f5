using System.Collections.Concurrent;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>
/// How long jobs of each kind take here. Kinds that are done in no time are claimed ahead in large sets: one round trip for each would cost
/// far more than the work.
/// </summary>
public sealed class KindSpeeds
{
    private const int RunsToBelieve = 10;
    private const double Weight = 0.1;

    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(2);

    private readonly ConcurrentDictionary<string, Speed> _speeds = new();
    private volatile string[] _quickKinds = [];

    /// <summary>Kinds that take less than two milliseconds.</summary>
    public IReadOnlyCollection<string> QuickKinds => _quickKinds;

    /// <summary>The longest mean of those.</summary>
    public TimeSpan SlowestQuick =>
        _quickKinds is { Length: > 0 } kinds ? kinds.Max(kind => _speeds[kind].Mean) : TimeSpan.Zero;

    public bool IsQuick(string kind) => _quickKinds.Contains(kind);

    public void Note(string kind, TimeSpan run)
    {
        var speed = _speeds.GetOrAdd(kind, static _ => new());
        if (speed.Note(run) != _quickKinds.Contains(kind))
        {
            lock (_speeds)
            {
                _quickKinds = [.. _speeds.Where(pair => pair.Value.IsQuick).Select(pair => pair.Key)];
            }
        }
    }

    private sealed class Speed
    {
        private readonly Lock _lock = new();
        private int _runs;

        public TimeSpan Mean { get; private set; }

        public bool IsQuick { get; private set; }

        // One that took long all of a sudden is not quick any more, whatever the mean says.
        public bool Note(TimeSpan run)
        {
            lock (_lock)
            {
                _runs = run > Quick * 25 ? 1 : _runs + 1;
                Mean = _runs == 1 ? run : Mean + (run - Mean) * Weight;
                return IsQuick = _runs >= RunsToBelieve && Mean < Quick;
            }
        }
    }
}
