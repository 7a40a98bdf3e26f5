using System.Net;
using System.Text.Json;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Distributed;

/// <summary>Events by Redis, into real workers and out of them.</summary>
public sealed class EventStreamTests(PostgresServer postgres)
{
    private static readonly (string, string)[] Settings =
        [("ASPNETCORE_ENVIRONMENT", "Production"), ("OTEL_EXPORTER_OTLP_ENDPOINT", ""), ("RAG_TASK_QUEUE", "their_events"), ("Events__Publish", "true")];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_of_the_stream_are_dealt_with_and_own_ones_are_published_and_not_read_again()
    {
        await using var deployment = await ProductDeployment.CreateAsync(postgres, Cancelled);
        var redis = deployment.Redis;
        await redis.AddAsync("their_events", "event", "no JSON at all");
        var api = deployment.StartApi(Settings);
        deployment.StartWorker(Settings);
        await api.WaitUntilUpAsync(Cancelled);
        await api.Client.BecomeAdminOfAsync("events", Cancelled);
        var company = await deployment.ScalarAsync<long>("SELECT number FROM organizations WHERE slug = 'events'", Cancelled);

        await redis.AddAsync("their_events", "event", JsonSerializer.Serialize(new
        {
            @event = "ticket.created", event_id = Guid.CreateVersion7(), ticket_id = 99, company_id = company, title = "By stream", description = "It came by the stream.", priority = "low",
        }));
        await api.Client.OpenTicketAsync("Own ticket", "Opened here.", Cancelled);

        await Eventually.GetAsync(
            () => deployment.ScalarAsync<long>("SELECT count(*) FROM tickets WHERE number = 99 AND title = 'By stream'", Cancelled), count => count == 1, TimeSpan.FromSeconds(60), Cancelled);
        Assert.Equal("it is no JSON", await deployment.ScalarAsync<string>("SELECT reason FROM inbound_events WHERE reason IS NOT NULL", Cancelled));
        var published = await Eventually.GetAsync(
            () => redis.FieldsAsync("their_events"), entries => entries.Any(entry => entry.GetValueOrDefault("origin") == "ticketrag"), TimeSpan.FromSeconds(60), Cancelled);
        var own = JsonElement.Parse(published.Single(entry => entry.ContainsKey("origin"))["event"]);
        Assert.Equal(("ticket.created", "Own ticket", company), (own.GetProperty("event").GetString(), own.GetProperty("title").GetString(), own.GetProperty("company_id").GetInt64()));
        await Eventually.TrueAsync(() => redis.IsReadToTheEndAsync("their_events", "ticketrag"), TimeSpan.FromSeconds(60), () => "unread", Cancelled);
        Assert.Equal(2, await deployment.ScalarAsync<long>("SELECT count(*) FROM tickets", Cancelled));
    }

    [Fact]
    public async Task Worker_does_not_start_where_the_key_is_no_stream()
    {
        await using var deployment = await ProductDeployment.CreateAsync(postgres, Cancelled);
        var redis = deployment.Redis;
        await redis.ExecuteAsync("LPUSH", "their_events", "a message of Celery's");

        var worker = deployment.StartWorker(Settings);
        await worker.WaitForOutputAsync("does not start. The key 'their_events' in Redis is a list, and no stream", Cancelled);
    }
}
