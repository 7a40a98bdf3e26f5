using TicketRag.Core.Connections;
using TicketRag.Core.Jobs;
using TicketRag.Core.Models.Ollama;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>Downloads a model that its server lacks. Cut off, the download goes on where it was.</summary>
internal sealed class ModelPullHandler(IServiceProvider services, Deployment deployment, TimeProvider time) : IJobHandler
{
    private const long Megabyte = 1 << 20;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        var connection = run.Args<ModelPullArgs>().Connection;
        if (!deployment.OllamaModels.TryGetValue(connection, out var model))
        {
            return new JobOutcome.Failed($"No model is configured as '{connection}' any more");
        }

        var last = time.GetTimestamp();
        await foreach (var step in services.GetRequiredKeyedService<OllamaModels>(connection).PullAsync(model, cancellationToken))
        {
            if (time.GetElapsedTime(last) >= ProgressInterval)
            {
                last = time.GetTimestamp();
                var total = Math.Max(1, (int)((step.TotalBytes ?? 0) / Megabyte));
                var done = Math.Min(total, (int)((step.CompletedBytes ?? 0) / Megabyte));
                await run.CheckpointAsync(new(done, total, 0, $"{step.Status}: {done} of {total} MB"), null, cancellationToken);
            }
        }

        return new JobOutcome.Completed("""{"ok":true}""") { Message = $"The model of '{connection}' is there" };
    }
}
