namespace TicketRag.Core.Jobs;

/// <summary>
/// Wakes workers up, and no more: which job is next is decided in SQL. A nudge may be lost or doubled without harm, because the
/// rescuer sends another for what nobody took.
/// </summary>
public interface IJobNudges
{
    /// <summary>Never waits and never throws: it is called after the commit, on the request's path.</summary>
    void Send(JobPriority priority);

    /// <summary>Until a nudge comes or <paramref name="timeout"/> has passed.</summary>
    /// <param name="lowest">Only nudges for jobs this urgent: a worker must not take those that it has no slot for from one that has.</param>
    Task WaitAsync(JobPriority lowest, TimeSpan timeout, CancellationToken cancellationToken);
}
