using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;
using OpenTelemetry.Trace;
using TicketRag.StandIns.Otlp;

namespace TicketRag.Tests.ServiceDefaults;

public class TracingTests
{
    private readonly ActivityTraceId trace = ActivityTraceId.CreateRandom();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Trace_goes_on_through_an_http_call()
    {
        await using var collector = await OtlpCollectorStandIn.StartAsync(Cancellation);
        await using (var service = await SampleService.StartAsync(OtlpSettings.For(collector), Cancellation))
        {
            (await service.GetAsync("/relay/5", trace, Cancellation)).Dispose();
        }

        var spans = collector.Spans.Where(span => span.IsOf(trace)).ToList();
        var relay = Assert.Single(spans, span => span.Name == "GET /relay/{id:int}");
        var call = Assert.Single(spans, span => span.Kind == OtlpSpanKind.Client && span.ParentSpanId == relay.SpanId);
        var ticket = Assert.Single(spans, span => span.Name == "GET /tickets/{id:int}");

        Assert.Equal("System.Net.Http", call.Scope.Name);
        Assert.Equal(200L, call.Attributes["http.response.status_code"]);
        Assert.Equal(call.SpanId, ticket.ParentSpanId);
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
            OtlpSettings.For(collector, "grpc", ("OTEL_TRACES_SAMPLER", "always_on")),
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
        Assert.DoesNotContain(collector.Spans, span => span.IsOf(trace));
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
}
