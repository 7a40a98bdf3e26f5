using TicketRag.Core.Documents;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.Tests.Infrastructure;

/// <summary>Does with a text's job what the text says: fail, get ahead in steps, or go on until it is stopped.</summary>
internal sealed class ScriptedTextHandler : IJobHandler
{
    public const string Fail = "fail";
    public const string GoOn = "go on";
    public const string Steps = "steps";

    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (run.Args<TextIngestionArgs>().Text == Fail)
        {
            return new JobOutcome.Failed("HTTPError: 404 Not Found");
        }

        if (run.Args<TextIngestionArgs>().Text.StartsWith(Steps, StringComparison.Ordinal))
        {
            foreach (var (done, stage) in new[] { (1, "reading"), (2, "embedding"), (3, "storing") })
            {
                await run.CheckpointAsync(new(done, 4, done, $"at step {done}") { Stage = stage }, null, cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System, cancellationToken);
            }

            return new JobOutcome.Completed("""{"ok":true}""") { Message = "done" };
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("It was not stopped.");
    }
}
