using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using TicketRag.Api;
using TicketRag.StandIns.Ollama;
using TicketRag.StandIns.Otlp;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Distributed;

/// <summary>One trace from the request through the queue to the handler and the model, within a process and across two.</summary>
[Collection(AspireCollection.Name)]
public sealed class TraceTests(AspireFixture aspire)
{
    // Near enough to what the demo knows that the chat model is asked.
    private const string Title = "Shift swap request disappeared";
    private const string Description = "An employee asked to swap a shift and the swap request is not in the list of open requests.";

    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly ActivitySpanId _caller = ActivitySpanId.CreateRandom();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Trace_goes_through_the_queue_of_an_embedded_process()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("TicketRag", StringComparison.Ordinal) || source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Enqueue(span),
        };
        ActivitySource.AddActivityListener(listener);
        await using var ollama = await OllamaStandIn.StartAsync();
        var folder = Directory.CreateTempSubdirectory("ticketrag-trace-");
        try
        {
            await using var host = new WebApplicationFactory<ApiHost>().WithWebHostBuilder(web => web
                .UseSetting("Data:Folder", folder.FullName)
                .UseSetting("ConnectionStrings:embed", $"Endpoint={ollama.Endpoint};Model=nomic-embed-text:latest")
                .UseSetting("ConnectionStrings:chat", $"Endpoint={ollama.Endpoint};Model=llama3.2:latest"));
            using var client = host.CreateClient();
            client.DefaultRequestHeaders.Add("x-api-key", "test-key");
            var ticket = await OpenTicketAsync(client);
            await client.SolutionAsync(ticket, Cancellation);

            var run = await SpanAsync(span => span.DisplayName == "run ticket_solution");
            var embed = await SpanAsync(span => span.DisplayName == "embeddings nomic-embed-text:latest");
            var request = await SpanAsync(span => span.Kind == ActivityKind.Server && span.ParentSpanId == _caller);

            Assert.Equal(request.SpanId, run.ParentSpanId);
            Assert.Equal(ActivityKind.Consumer, run.Kind);
            Assert.Equal("completed", run.GetTagItem("ticketrag.job.outcome"));
            Assert.True(IsBelow(embed, run));
            Assert.Equal(ActivityKind.Client, embed.Kind);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Task<Activity> SpanAsync(Func<Activity, bool> wanted) => Eventually.GetAsync(
            () => Task.FromResult(spans.FirstOrDefault(span => span.TraceId == _trace && wanted(span))!), span => span is not null, TimeSpan.FromSeconds(30), Cancellation);

        static bool IsBelow(Activity span, Activity ancestor) =>
            span.Parent is { } parent && (parent.SpanId == ancestor.SpanId || IsBelow(parent, ancestor));
    }

    [Fact(Timeout = 120_000)]
    public async Task Trace_goes_from_the_api_through_redis_and_the_database_to_a_workers_model_call()
    {
        var collector = aspire.Deployment.Collector;
        await OpenTicketAsync(aspire.Api.Client);

        var request = await SpanAsync(span => span.Kind == OtlpSpanKind.Server && span.Scope.ServiceName == "api");
        var run = await SpanAsync(span => span.Name == "run ticket_solution");
        var embed = await SpanAsync(span => span.Name == $"embeddings {ProductDeployment.EmbedModel}");
        var chat = await SpanAsync(span => span.Name == $"chat {ProductDeployment.ChatModel}");
        var query = await SpanAsync(span => span.Scope.Name == "TicketRag.Qdrant" && span.Name.Contains("query", StringComparison.Ordinal));

        Assert.Equal(_caller.ToString(), request.ParentSpanId);
        Assert.Equal("POST /api/v1/tickets/", request.Name);
        Assert.Equal(request.SpanId, run.ParentSpanId);
        Assert.Equal(OtlpSpanKind.Consumer, run.Kind);
        Assert.All([run, embed, chat, query], span =>
        {
            Assert.Equal("ingest-worker", span.Scope.ServiceName);
            Assert.StartsWith("ingest-worker-", Assert.IsType<string>(span.Scope.Resource["service.instance.id"]), StringComparison.Ordinal);
        });
        Assert.All([embed, chat, query], span => Assert.True(IsBelow(span, run), $"{span.Name} is not below the job"));
        Assert.Equal(("chat", "ollama", ProductDeployment.ChatModel), (chat.Attributes["gen_ai.operation.name"], chat.Attributes["gen_ai.provider.name"], chat.Attributes["gen_ai.response.model"]));
        Assert.True((long)chat.Attributes["gen_ai.usage.input_tokens"]! > 0 && (long)chat.Attributes["gen_ai.usage.output_tokens"]! > 0);
        Assert.All(collector.Exports, export => Assert.Equal(ProductDeployment.OtlpKey, export.Headers["x-otlp-api-key"]));

        Task<OtlpSpan> SpanAsync(Func<OtlpSpan, bool> wanted) =>
            collector.WaitForSpanAsync(span => span.TraceId == _trace.ToString() && wanted(span), Cancellation);

        bool IsBelow(OtlpSpan span, OtlpSpan ancestor) =>
            span.ParentSpanId == ancestor.SpanId
            || (collector.Spans.FirstOrDefault(one => one.SpanId == span.ParentSpanId) is { } parent && IsBelow(parent, ancestor));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("api", "ticketrag.jobs.enqueued")]
    [InlineData("ingest-worker", "ticketrag.jobs.attempts")]
    [InlineData("ingest-worker", "ticketrag.jobs.wait")]
    [InlineData("ingest-worker", "ticketrag.jobs.run")]
    [InlineData("ingest-worker", "gen_ai.client.operation.duration")]
    [InlineData("ingest-worker", "gen_ai.client.token.usage")]
    [InlineData("api", "http.server.request.duration")]
    public async Task Metric_arrives(string service, string name)
    {
        await aspire.Api.Client.OpenTicketAsync(Title, Description, Cancellation);

        await aspire.Deployment.Collector.WaitForMetricAsync(metric => metric.Name == name && metric.Scope.ServiceName == service, Cancellation);
    }

    private async Task<string> OpenTicketAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tickets")
        {
            Content = JsonContent.Create(new { title = Title, description = Description }),
            Headers = { { "traceparent", $"00-{_trace}-{_caller}-01" } },
        };
        using var response = await client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return response.Headers.Location!.ToString().Split('/')[^1];
    }
}
