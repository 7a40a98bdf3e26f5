using TicketRag.Core.Documents;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.Tests.Infrastructure;

/// <summary>Does with a text's job what the text says: fail, or go on until it is stopped.</summary>
internal sealed class ScriptedTextHandler : IJobHandler
{
    public const string Fail = "fail";
    public const string GoOn = "go on";

    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (run.Args<TextIngestionArgs>().Text == Fail)
        {
            return new JobOutcome.Failed("HTTPError: 404 Not Found");
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("It was not stopped.");
    }
}
