using Microsoft.Extensions.DependencyInjection;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Documents.Reindexing;

public sealed class PostgresStagedIndexTests(PostgresServer postgres) : StagedIndexConformance
{
    protected override Task<ServiceProvider> CreateServicesAsync() => DatabaseServices.OnPostgresAsync(postgres);
}

public sealed class SqliteStagedIndexTests : StagedIndexConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override Task<ServiceProvider> CreateServicesAsync() => DatabaseServices.OnSqliteAsync(_folder);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
