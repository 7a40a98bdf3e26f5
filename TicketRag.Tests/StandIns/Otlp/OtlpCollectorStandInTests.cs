using System.Net;
using System.Net.Http.Headers;
using TicketRag.StandIns.Otlp;

namespace TicketRag.Tests.StandIns.Otlp;

public class OtlpCollectorStandInTests
{
    private const string TracePath = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [InlineData("application/json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-protobuf", HttpStatusCode.BadRequest)]
    public async Task Http_body_that_is_no_export_request_is_refused(string contentType, HttpStatusCode expected)
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        using var client = new HttpClient { BaseAddress = collector.HttpEndpoint };

        // Field 1 announces 9 bytes and has 1.
        using var response = await client.PostAsync("/v1/traces", Body(contentType, 0x0a, 0x09, 0x00), Cancellation);

        Assert.Equal(expected, response.StatusCode);
        Assert.Empty(collector.Exports);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0 }, "0")]
    [InlineData(new byte[] { 0, 0, 0, 0, 3, 0x0a, 0x09, 0x00 }, "3")]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 0x0a }, "3")] // shorter than it says
    [InlineData(new byte[] { 1, 0, 0, 0, 4, 0x0a, 0x02, 0x12, 0x00 }, "3")] // flagged as compressed, and is not
    public async Task Grpc_call_ends_with_its_status_in_the_trailers(byte[] frame, string expected)
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        using var client = new HttpClient { BaseAddress = collector.GrpcEndpoint };
        using var request = new HttpRequestMessage(HttpMethod.Post, TracePath)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = Body("application/grpc", frame),
        };
        request.Headers.Add("grpc-encoding", "gzip");

        using var response = await client.SendAsync(request, Cancellation);
        await response.Content.LoadIntoBufferAsync(Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([expected], response.TrailingHeaders.GetValues("grpc-status"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Wait_ends_when_the_awaited_comes()
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        using var client = new HttpClient { BaseAddress = collector.HttpEndpoint };

        var wait = collector.WaitForMetricAsync(metric => metric.Name == "b", Cancellation);
        (await client.PostAsync("/v1/metrics", Body("application/x-protobuf", Metric((byte)'a')), Cancellation)).Dispose();
        Assert.False(wait.IsCompleted);

        (await client.PostAsync("/v1/metrics", Body("application/x-protobuf", Metric((byte)'b')), Cancellation)).Dispose();
        Assert.Equal("b", (await wait).Name);
        Assert.Equal("a", (await collector.WaitForMetricAsync(metric => metric.Name == "a", Cancellation)).Name);
    }

    [Fact(Timeout = 30_000)]
    public async Task Wait_ends_with_its_token()
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        using var patience = new CancellationTokenSource();

        var wait = collector.WaitForSpanAsync(_ => true, patience.Token);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    /// <summary>resource_metrics { scope_metrics { metrics { name } } }</summary>
    private static byte[] Metric(byte name) => [0x0a, 0x07, 0x12, 0x05, 0x12, 0x03, 0x0a, 0x01, name];

    private static ByteArrayContent Body(string contentType, params byte[] bytes) =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } };
}
