using Microsoft.Extensions.Hosting;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>Keeps the indexes on the disk: now and then those that have changed much, and at the end of the process those that have changed noticeably.</summary>
internal sealed class IndexSaver(EmbeddedVectorStores stores, TimeProvider time) : BackgroundService
{
    private const int MuchChanged = 10;
    private const int Changed = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            stores.Save(Changed, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The grace time is over: what is on the disk from before is still good, only older.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await Task.Run(() => stores.Save(MuchChanged, stoppingToken), stoppingToken);
        }
    }
}
