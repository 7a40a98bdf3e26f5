using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;
using OpenTelemetry.Trace;
using TicketRag.StandIns.Otlp;

namespace TicketRag.Tests.ServiceDefaults;

/// <summary>
/// Listeners hear every source of the process, so each test looks only at the spans of its own trace.
/// </summary>
public class TelemetryTests
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
        await using var service = await SampleService.StartAsync(Settings(collector, protocol, ("OTEL_EXPORTER_OTLP_COMPRESSION", compression)), Cancellation);

        (await service.GetAsync("/tickets/7", trace, Cancellation)).Dispose();

        var inner = await collector.WaitForSpanAsync(span => Mine(span) && span.Name == "ticket.open", Cancellation);
        var server = await collector.WaitForSpanAsync(span => Mine(span) && span.Kind == OtlpSpanKind.Server, Cancellation);
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
        await using (var service = await SampleService.StartAsync(Settings(collector).Where(setting => setting.Key != "OTEL_SERVICE_NAME"), Cancellation))
        {
            (await service.GetAsync("/tickets/1", trace, Cancellation)).Dispose();
        }

        var resource = (await collector.WaitForSpanAsync(Mine, Cancellation)).Scope.Resource;

        Assert.Equal("TicketRag.Tests", resource["service.name"]);
        Assert.StartsWith("0.1.0", Assert.IsType<string>(resource["service.version"]), StringComparison.Ordinal);
        Assert.True(Guid.TryParse(resource["service.instance.id"] as string, out _));
    }

    [Fact(Timeout = 60_000)]
    public async Task Resource_attributes_of_the_environment_win()
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        await using var service = await SampleService.StartAsync(
            Settings(collector, "grpc", ("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=replica-2,deployment.environment=test")), Cancellation);

        (await service.GetAsync("/tickets/1", trace, Cancellation)).Dispose();
        var resource = (await collector.WaitForSpanAsync(Mine, Cancellation)).Scope.Resource;

        Assert.Equal("replica-2", resource["service.instance.id"]);
        Assert.Equal("test", resource["deployment.environment"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Trace_goes_on_through_an_http_call()
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        await using (var service = await SampleService.StartAsync(Settings(collector), Cancellation))
        {
            (await service.GetAsync("/relay/5", trace, Cancellation)).Dispose();
        }

        var spans = collector.Spans.Where(Mine).ToList();
        var relay = Assert.Single(spans, span => span.Name == "GET /relay/{id:int}");
        var call = Assert.Single(spans, span => span.Kind == OtlpSpanKind.Client && span.ParentSpanId == relay.SpanId);
        var ticket = Assert.Single(spans, span => span.Name == "GET /tickets/{id:int}");

        Assert.Equal("System.Net.Http", call.Scope.Name);
        Assert.Equal(200L, call.Attributes["http.response.status_code"]);
        Assert.Equal(call.SpanId, ticket.ParentSpanId);
    }

    [Fact(Timeout = 60_000)]
    public async Task Server_span_has_method_route_and_status()
    {
        var span = await ServerSpan("/tickets/7?customer=jane");

        Assert.Equal("GET /tickets/{id:int}", span.Name);
        Assert.Equal("GET", span.Attributes["http.request.method"]);
        Assert.Equal("/tickets/{id:int}", span.Attributes["http.route"]);
        Assert.Equal("/tickets/7", span.Attributes["url.path"]);
        Assert.Equal(200L, span.Attributes["http.response.status_code"]);
        Assert.Equal(OtlpStatusCode.Unset, span.StatusCode);
        Assert.DoesNotContain("error.type", span.Attributes.Keys);
        Assert.DoesNotContain(span.Attributes.Values, value => value is string text && text.Contains("jane", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task Path_without_a_route_gives_no_name_of_its_own()
    {
        var span = await ServerSpan("/wp-admin/12345");

        Assert.Equal("GET", span.Name);
        Assert.Equal(404L, span.Attributes["http.response.status_code"]);
        Assert.Equal(OtlpStatusCode.Unset, span.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task Server_error_marks_the_span()
    {
        var span = await ServerSpan("/refused");

        Assert.Equal(OtlpStatusCode.Error, span.StatusCode);
        Assert.Equal("503", span.Attributes["error.type"]);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exception_marks_the_span_with_its_type_and_not_its_message(bool handled)
    {
        var span = await ServerSpan("/broken", builder =>
        {
            if (handled)
            {
                builder.Services.AddProblemDetails();
                builder.Services.AddTransient<Microsoft.AspNetCore.Hosting.IStartupFilter, ExceptionHandlerFilter>();
            }
        });

        Assert.Equal("GET /broken", span.Name);
        Assert.Equal(500L, span.Attributes["http.response.status_code"]);
        Assert.Equal(OtlpStatusCode.Error, span.StatusCode);
        Assert.Equal("System.InvalidOperationException", span.Attributes["error.type"]);
        Assert.DoesNotContain(span.Attributes.Values, value => value is string text && text.Contains("secret", StringComparison.Ordinal));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Probes_and_what_they_cause_are_not_traced(string path)
    {
        using var source = new ActivitySource("TicketRag.SampleChecks");
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        var after = ActivityTraceId.CreateRandom();
        await using (var service = await SampleService.StartAsync(
            Settings(collector, "grpc", ("OTEL_TRACES_SAMPLER", "always_on")),
            Cancellation,
            builder => builder.Services.AddHealthChecks().AddCheck(
                "database",
                () =>
                {
                    using var outer = source.StartActivity("check");
                    using var inner = source.StartActivity("query");
                    return HealthCheckResult.Healthy();
                },
                ["live"])))
        {
            Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(path, trace, Cancellation)).StatusCode);
            (await service.GetAsync("/tickets/1", after, Cancellation)).Dispose();
        }

        Assert.Contains(collector.Spans, span => span.TraceId == after.ToString());
        Assert.DoesNotContain(collector.Spans, Mine);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Stopping_the_host_exports_what_is_queued(string protocol)
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        await using (var service = await SampleService.StartAsync(
            Settings(
                collector,
                protocol,
                ("OTEL_BSP_SCHEDULE_DELAY", "600000"),
                ("OTEL_BLRP_SCHEDULE_DELAY", "600000"),
                ("OTEL_METRIC_EXPORT_INTERVAL", "600000")),
            Cancellation))
        {
            (await service.GetAsync("/tickets/3", trace, Cancellation)).Dispose();
        }

        Assert.Contains(collector.Spans, span => Mine(span) && span.Kind == OtlpSpanKind.Server);
        Assert.Contains(collector.Logs, log => log.TraceId == trace.ToString());
        Assert.Contains(collector.Metrics, metric => metric.Name == "ticketrag.sample.opened");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Exporting_is_not_traced_on_either_end(string protocol)
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        await using (var service = await SampleService.StartAsync(Settings(collector, protocol), Cancellation))
        {
            (await service.GetAsync("/tickets/1", trace, Cancellation)).Dispose();
            await collector.WaitForSpanAsync(Mine, Cancellation);
            await collector.WaitForExportAsync(export => export.Signal == OtlpSignal.Metrics, Cancellation);
            (await service.GetAsync("/tickets/2", trace, Cancellation)).Dispose();
        }

        int[] ports = [collector.GrpcEndpoint.Port, collector.HttpEndpoint.Port];
        Assert.Equal(2, collector.Spans.Count(span => Mine(span) && span.Kind == OtlpSpanKind.Server));
        Assert.DoesNotContain(collector.Spans, span => span.Attributes.GetValueOrDefault("server.port") is long port && ports.Contains((int)port));
    }

    [Fact(Timeout = 60_000)]
    public async Task Service_without_a_collector_traces_for_those_who_listen()
    {
        var recorder = new SpanRecorder(trace);
        await using var service = await SampleService.StartAsync(
            [], Cancellation, builder => builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(recorder)));

        (await service.GetAsync("/tickets/1", trace, Cancellation)).Dispose();

        Assert.Equal("GET /tickets/{id:int}", (await recorder.ServerSpan.WaitAsync(Cancellation)).DisplayName);
    }

    private bool Mine(OtlpSpan span) => span.TraceId == trace.ToString();

    private async Task<OtlpSpan> ServerSpan(string path, Action<WebApplicationBuilder>? configure = null)
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        await using (var service = await SampleService.StartAsync(Settings(collector), Cancellation, configure))
        {
            (await service.GetAsync(path, trace, Cancellation)).Dispose();
        }

        return Assert.Single(collector.Spans, span => Mine(span) && span.Kind == OtlpSpanKind.Server);
    }

    private static Dictionary<string, string?> Settings(
        OtlpCollectorStandIn collector,
        string protocol = "grpc",
        params IEnumerable<(string Key, string Value)> others)
    {
        var settings = new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = (protocol == "grpc" ? collector.GrpcEndpoint : collector.HttpEndpoint).ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-otlp-api-key=k1",
            ["OTEL_SERVICE_NAME"] = "sample",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "50",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
        };
        foreach (var (key, value) in others)
        {
            settings[key] = value;
        }

        return settings;
    }

    private sealed class SpanRecorder(ActivityTraceId trace) : BaseProcessor<Activity>
    {
        private readonly TaskCompletionSource<Activity> serverSpan = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Activity> ServerSpan => serverSpan.Task;

        public override void OnEnd(Activity data)
        {
            if (data.TraceId == trace && data.Kind == ActivityKind.Server)
            {
                serverSpan.TrySetResult(data);
            }
        }
    }

    private sealed class ExceptionHandlerFilter : Microsoft.AspNetCore.Hosting.IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseExceptionHandler();
            next(app);
        };
    }
}
