using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.IngestWorker.Jobs;

/// <summary>Has the job table tidied (<see cref="IJobStatements.TidyAsync"/>) when this worker has claimed many jobs and there is little left to do.</summary>
public sealed partial class JobTableTidier(IServiceScopeFactory scopes, IJobStatements statements, ILogger<JobTableTidier> logger)
{
    private const int Many = 10_000;

    /// <summary>After so many it does not wait for a quiet moment.</summary>
    private const int TooMany = 10 * Many;

    private int _claimed;

    /// <summary>The round under way, or the last.</summary>
    public Task Round { get; private set; } = Task.CompletedTask;

    /// <summary>After each claim, by one caller at a time.</summary>
    /// <param name="jobs">How many it brought.</param>
    /// <param name="isQuiet">Little more is due.</param>
    /// <param name="stopping">Gives a round up.</param>
    public void Claimed(int jobs, bool isQuiet, CancellationToken stopping)
    {
        _claimed += jobs;
        if (_claimed >= (isQuiet ? Many : TooMany) && Round.IsCompleted)
        {
            _claimed = 0;
            Round = Task.Run(() => TidyAsync(stopping), CancellationToken.None);
        }
    }

    private async Task TidyAsync(CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await statements.TidyAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), stopping);
        }
        catch (Exception exception)
        {
            // Claims go on as they are, and the database tidies up by itself in the end. Where this worker was stopped in the middle, the next one does it.
            if (!stopping.IsCancellationRequested)
            {
                LogNotTidied(logger, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The job table could not be tidied; claims take longer until the database has done so by itself")]
    private static partial void LogNotTidied(ILogger logger, Exception exception);
}
