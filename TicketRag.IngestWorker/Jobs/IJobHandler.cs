using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>
/// Does one kind of job. Registered under its kind as key, one instance per job, in a scope that works for the job's organization.
/// It may run again after any interruption, so its effects must be the same however often it starts.
/// </summary>
public interface IJobHandler
{
    /// <exception cref="Core.Connections.DependencyUnavailableException">The job waits and tries again, without losing an attempt.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop by the token.</exception>
    /// <remarks>Anything else that is thrown is a failure that may be tried again.</remarks>
    Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken);

    /// <summary>
    /// The job has failed for good, by its last attempt or its last worker: tells its subject so, in the transaction that ends it.
    /// Not asked after a <see cref="JobOutcome.Failed"/>, which stores that itself.
    /// </summary>
    Task FailedAsync(WriteScope write, Job job, string error, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>What came of a job.</summary>
public abstract record JobOutcome
{
    /// <param name="Result">As JSON.</param>
    public sealed record Completed(string Result) : JobOutcome
    {
        public string? Message { get; init; }

        public int ChunksCreated { get; init; }

        /// <summary>Stores the effects in the transaction that completes the job: both happen, or neither.</summary>
        public Func<WriteScope, CancellationToken, Task>? Store { get; init; }

        /// <summary>Work whose loss does no harm, after the commit.</summary>
        public Func<CancellationToken, Task>? Afterwards { get; init; }
    }

    /// <summary>Trying again would not help.</summary>
    public sealed record Failed(string Error) : JobOutcome
    {
        public Func<WriteScope, CancellationToken, Task>? Store { get; init; }
    }
}
