using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Jobs;

public sealed class SqliteJobStoreTests : JobStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override Task<JobTable> CreateTableAsync() => JobTables.OnSqliteAsync(_folder, new ManualTimeProvider());

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
