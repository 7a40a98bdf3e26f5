using TicketRag.Core.Persistence;

namespace TicketRag.Tests.Jobs;

/// <summary>Notes that statistics were asked for, on a database that needs none.</summary>
public sealed class GatheredStatistics : IDatabaseStatistics
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Once they were.</summary>
    public Task First => _first.Task;

    public Task<IReadOnlyList<string>> RenewAsync(AppDb db, CancellationToken cancellationToken)
    {
        _first.TrySetResult();
        return Task.FromResult<IReadOnlyList<string>>([]);
    }
}
