using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence.Postgres;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Documents.Blobs;

public sealed class DatabaseBlobStoreTests(PostgresServer postgres) : BlobStoreConformance
{
    private ServiceProvider? _services;

    public override async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }
    }

    protected override async Task<IBlobStore> CreateAsync()
    {
        _services = new ServiceCollection().AddLogging().AddScoped<CurrentOrganization>().AddSingleton(TimeProvider.System)
            .AddPostgres(await postgres.CreateDatabaseAsync()).BuildServiceProvider();
        return new DatabaseBlobStore(_services.GetRequiredService<IServiceScopeFactory>());
    }
}
