using Microsoft.Extensions.Options;
using TicketRag.Core.Answers;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Maintenance;

/// <summary>Applies the retention of jobs and answers at start and every hour, in one process at a time.</summary>
internal sealed partial class RetentionChore(
    IServiceScopeFactory scopes, JobRetention retention, MaintenanceLeases maintenance, RunningJobs running, SchemaGate schema,
    IOptions<JobRetentionOptions> options, IOptions<RagOptions> rag, TimeProvider time, ILogger<RetentionChore> logger) : BackgroundService
{
    private const string Chore = "job-retention";

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception exception) when (DatabaseOutage.Cause(exception) is not null)
            {
                LogDatabaseDown(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (!await maintenance.TryHoldAsync(db, Chore, running.WorkerId, Interval / 2, cancellationToken))
        {
            return;
        }

        var jobs = await retention.ApplyAsync(db, options.Value, cancellationToken);
        var answers = await AnswerRetention.ApplyAsync(db, rag.Value, cancellationToken);
        if (jobs + answers > 0)
        {
            LogDeleted(logger, jobs, answers);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Retention: {Jobs} ended jobs and {Answers} kept answers were deleted")]
    private static partial void LogDeleted(ILogger logger, int jobs, int answers);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer; retention waits for its next round")]
    private static partial void LogDatabaseDown(ILogger logger, Exception exception);
}
