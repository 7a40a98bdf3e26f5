using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence.Postgres;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Documents;

public sealed class PostgresDocumentIntakeTests(PostgresServer postgres) : DocumentIntakeConformance
{
    protected override async Task<ServiceProvider> CreateServicesAsync() => new ServiceCollection()
        .AddLogging().AddScoped<CurrentOrganization>().AddSingleton(TimeProvider.System).AddPostgres(await postgres.CreateDatabaseAsync()).BuildServiceProvider();
}

public sealed class SqliteDocumentIntakeTests : DocumentIntakeConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override async Task<ServiceProvider> CreateServicesAsync()
    {
        var file = Path.Combine(_folder.Path, "intake.db");
        await MigratedSqlite.CopyToAsync(file);
        return new ServiceCollection().AddLogging().AddScoped<CurrentOrganization>().AddSingleton(TimeProvider.System).AddSqlite(file).BuildServiceProvider();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
