using System.Threading.Channels;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.Tests.Jobs;

/// <summary>What the test's kind of job does.</summary>
public sealed class HandlerScript
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<Job> _started = Channel.CreateUnbounded<Job>();

    public Func<JobRun, CancellationToken, Task<JobOutcome>> Handle { get; set; } = (_, _) => Task.FromResult<JobOutcome>(new JobOutcome.Completed("{}"));

    public Func<WriteScope, Job, string, Task> Failed { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Jobs that reached <see cref="BlockAsync"/>, in their order.</summary>
    public ChannelReader<Job> Started => _started.Reader;

    /// <summary>Holds the handler until it is released or told to stop.</summary>
    public async Task<JobOutcome> BlockAsync(JobRun run, CancellationToken cancellationToken)
    {
        await _started.Writer.WriteAsync(run.Job, CancellationToken.None);
        await _release.Task.WaitAsync(cancellationToken);
        return new JobOutcome.Completed("{}");
    }

    /// <summary>Lets everything that is held complete.</summary>
    public void Release() => _release.TrySetResult();
}

internal sealed class ScriptedHandler(HandlerScript script) : IJobHandler
{
    public Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken) => script.Handle(run, cancellationToken);

    public Task FailedAsync(WriteScope write, Job job, string error, CancellationToken cancellationToken) => script.Failed(write, job, error);
}
