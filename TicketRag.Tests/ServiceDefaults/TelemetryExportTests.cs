using System.Diagnostics;
using TicketRag.StandIns.Otlp;

namespace TicketRag.Tests.ServiceDefaults;

public class TelemetryExportTests
{
    private readonly ActivityTraceId trace = ActivityTraceId.CreateRandom();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("grpc", "none")]
    [InlineData("grpc", "gzip")]
    [InlineData("http/protobuf", "none")]
    [InlineData("http/protobuf", "gzip")]
    public async Task Traces_metrics_and_logs_reach_the_collector(string protocol, string compression)
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        await using var service = await SampleService.StartAsync(OtlpSettings.For(collector, protocol, ("OTEL_EXPORTER_OTLP_COMPRESSION", compression)), Cancellation);

        (await service.GetAsync("/tickets/7", trace, Cancellation)).Dispose();

        var inner = await collector.WaitForSpanAsync(span => span.IsOf(trace) && span.Name == "ticket.open", Cancellation);
        var server = await collector.WaitForSpanAsync(span => span.IsOf(trace) && span.Kind == OtlpSpanKind.Server, Cancellation);
        var log = await collector.WaitForLogAsync(log => log.TraceId == trace.ToString() && log.Body == "Ticket 7 opened", Cancellation);
        var metric = await collector.WaitForMetricAsync(metric => metric.Name == "ticketrag.sample.opened", Cancellation);
        await collector.WaitForMetricAsync(metric => metric.Name == "http.server.request.duration", Cancellation);
        await collector.WaitForMetricAsync(metric => metric.Name == "dotnet.gc.collections", Cancellation);

        Assert.Equal(server.SpanId, inner.ParentSpanId);
        Assert.Equal(inner.SpanId, log.SpanId);
        Assert.Equal(SampleService.SourceName, inner.Scope.Name);
        Assert.Equal(9, log.Severity);
        Assert.Equal("acme", log.Attributes["organization"]);
        Assert.Equal(7L, log.Attributes["TicketId"]);
        Assert.All([inner.Scope, log.Scope, metric.Scope], scope => Assert.Equal("sample", scope.ServiceName));
        Assert.All(collector.Exports, export => Assert.Equal(protocol, export.Protocol));
        Assert.All(collector.Exports, export => Assert.Equal("k1", export.Headers["x-otlp-api-key"]));
    }

    [Fact(Timeout = 60_000)]
    public async Task Service_is_named_for_its_application_unless_the_environment_says_otherwise()
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        await using (var service = await SampleService.StartAsync(OtlpSettings.For(collector).Where(setting => setting.Key != "OTEL_SERVICE_NAME"), Cancellation))
        {
            (await service.GetAsync("/tickets/1", trace, Cancellation)).Dispose();
        }

        var resource = (await collector.WaitForSpanAsync(span => span.IsOf(trace), Cancellation)).Scope.Resource;

        Assert.Equal("TicketRag.Tests", resource["service.name"]);
        Assert.StartsWith("0.1.0", Assert.IsType<string>(resource["service.version"]), StringComparison.Ordinal);
        Assert.True(Guid.TryParse(resource["service.instance.id"] as string, out _));
    }

    [Fact(Timeout = 60_000)]
    public async Task Resource_attributes_of_the_environment_win()
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        await using var service = await SampleService.StartAsync(
            OtlpSettings.For(collector, "grpc", ("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=replica-2,deployment.environment=test")), Cancellation);

        (await service.GetAsync("/tickets/1", trace, Cancellation)).Dispose();
        var resource = (await collector.WaitForSpanAsync(span => span.IsOf(trace), Cancellation)).Scope.Resource;

        Assert.Equal("replica-2", resource["service.instance.id"]);
        Assert.Equal("test", resource["deployment.environment"]);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Stopping_the_host_exports_what_is_queued(string protocol)
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        await using (var service = await SampleService.StartAsync(
            OtlpSettings.For(
                collector,
                protocol,
                ("OTEL_BSP_SCHEDULE_DELAY", "600000"),
                ("OTEL_BLRP_SCHEDULE_DELAY", "600000"),
                ("OTEL_METRIC_EXPORT_INTERVAL", "600000")),
            Cancellation))
        {
            (await service.GetAsync("/tickets/3", trace, Cancellation)).Dispose();
        }

        Assert.Contains(collector.Spans, span => span.IsOf(trace) && span.Kind == OtlpSpanKind.Server);
        Assert.Contains(collector.Logs, log => log.TraceId == trace.ToString());
        Assert.Contains(collector.Metrics, metric => metric.Name == "ticketrag.sample.opened");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Exporting_is_not_traced_on_either_end(string protocol)
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        await using (var service = await SampleService.StartAsync(OtlpSettings.For(collector, protocol), Cancellation))
        {
            (await service.GetAsync("/tickets/1", trace, Cancellation)).Dispose();
            await collector.WaitForSpanAsync(span => span.IsOf(trace), Cancellation);
            await collector.WaitForExportAsync(export => export.Signal == OtlpSignal.Metrics, Cancellation);
            (await service.GetAsync("/tickets/2", trace, Cancellation)).Dispose();
        }

        int[] ports = [collector.GrpcEndpoint.Port, collector.HttpEndpoint.Port];
        Assert.Equal(2, collector.Spans.Count(span => span.IsOf(trace) && span.Kind == OtlpSpanKind.Server));
        Assert.DoesNotContain(collector.Spans, span => span.Attributes.GetValueOrDefault("server.port") is long port && ports.Contains((int)port));
    }
}
