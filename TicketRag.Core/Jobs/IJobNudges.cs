namespace TicketRag.Core.Jobs;

/// <summary>
/// Wakes workers up, and no more: which job is next is decided in SQL. A nudge may be lost or doubled without harm, because the
/// dispatcher sends another for what nobody took.
/// </summary>
public interface IJobNudges
{
    /// <summary>Never waits and never throws: it is called after the commit, on the request's path.</summary>
    void Send();

    /// <summary>Until a nudge comes or <paramref name="timeout"/> has passed.</summary>
    Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken);
}
