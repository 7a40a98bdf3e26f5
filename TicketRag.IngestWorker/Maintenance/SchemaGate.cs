using System.Data.Common;
using TicketRag.Core.Persistence;

namespace TicketRag.IngestWorker.Maintenance;

/// <summary>
/// The Api owns the schema: a worker starts when the Api says that it is healthy (where service discovery knows one) and the database has
/// the schema that this build needs. It also lets its own host come up first: somebody may wait for that one's first answer.
/// </summary>
public sealed partial class SchemaGate(
    MigrationHistory history, IHttpClientFactory http, IConfiguration configuration, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<SchemaGate> logger)
{
    public const string ApiClient = "api";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // The loops' first rounds would take the processors from whoever waits for the host's first answer: so by the real clock, whatever the product's is.
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private Task? _open;

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // One wait for all; each caller may give up on its own.
            _open ??= PollAsync();
        }

        return _open.WaitAsync(cancellationToken);
    }

    private async Task PollAsync()
    {
        await HostStartedAsync();
        await Task.Delay(FirstAnswer, TimeProvider.System, CancellationToken.None);
        for (var said = false; !await IsReadyAsync(); said = true)
        {
            if (!said)
            {
                LogWaiting(logger);
            }

            await Task.Delay(Interval, time, CancellationToken.None);
        }
    }

    private async Task HostStartedAsync()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task;
    }

    private async Task<bool> IsReadyAsync() => await ApiIsHealthyAsync() && await SchemaIsCurrentAsync();

    private async Task<bool> ApiIsHealthyAsync()
    {
        if (!configuration.GetSection("services:api").Exists())
        {
            return true;
        }

        try
        {
            using var response = await http.CreateClient(ApiClient).GetAsync("health");
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or TimeoutException)
        {
            return false;
        }
    }

    private async Task<bool> SchemaIsCurrentAsync()
    {
        try
        {
            return await history.HasNewestAsync(CancellationToken.None);
        }
        catch (DbException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting for the Api to bring the schema up to date")]
    private static partial void LogWaiting(ILogger logger);
}
