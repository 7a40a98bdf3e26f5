using System.Net;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Distributed;

public sealed partial class DegradationTests
{
    [Fact(Timeout = 120_000)]
    public async Task Only_postgres_makes_unhealthy_and_everything_survives_its_outage()
    {
        var database = product.Deployment.DatabaseName;
        await product.Deployment.AdministrateAsync($"ALTER DATABASE {database} ALLOW_CONNECTIONS false", Cancellation);
        await product.Deployment.AdministrateAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'", Cancellation);
        await Task.WhenAll(UnhealthyAsync(product.Api), UnhealthyAsync(product.Worker));
        var alive = await Api.GetJsonAsync("alive", Cancellation);

        // Long enough for every loop to meet it.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, Cancellation);
        await product.Deployment.AdministrateAsync($"ALTER DATABASE {database} ALLOW_CONNECTIONS true", Cancellation);
        await product.Api.WaitUntilUpAsync(Cancellation);
        await WholeAsync();
        var ingested = await Api.IngestAsync($"After the outage {Guid.CreateVersion7()}", Cancellation);

        Assert.Equal("healthy", alive.Text("status"));
        Assert.True(ingested.GetProperty("success").GetBoolean());
        Assert.False(product.Worker.HasExited);

        Task UnhealthyAsync(ServiceProcess service) => Eventually.GetAsync(
            () => service.HealthAsync(Cancellation), status => status == HttpStatusCode.ServiceUnavailable, Soon, Cancellation);
    }
}
