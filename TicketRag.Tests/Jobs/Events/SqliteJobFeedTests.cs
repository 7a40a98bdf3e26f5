using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Jobs.Events;

public sealed class SqliteJobFeedTests : JobFeedConformance
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    protected override string FarAhead => "9000000000";

    protected override Task<JobTable> CreateTableAsync() => JobTables.OnSqliteAsync(_folder, _clock);

    protected override Task AgeAsync(TimeSpan span) => ExecuteAsync($"UPDATE job_changes SET at = at - {(long)span.TotalMicroseconds}");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_renewed_lease_is_no_change()
    {
        var id = await Table.EnqueueAsync(Acme);
        await Table.ClaimOneAsync();
        var position = await PositionAsync();

        await Table.RenewAsync("worker", id);

        await ExpectAsync(position);
    }
}
