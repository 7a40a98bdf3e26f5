using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using TicketRag.ServiceDefaults.Resilience;

namespace TicketRag.ServiceDefaults.Telemetry;

/// <summary>
/// Traces, metrics and logs by OpenTelemetry, exported by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; every OTEL_* variable holds.
/// Libraries and tests add to it with <c>services.ConfigureOpenTelemetryTracerProvider(…)</c> and its twins for meters and loggers.
/// </summary>
internal static class TelemetryExtensions
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The clients that the exporter makes for http/protobuf.</summary>
    private static readonly string[] ExporterClients = ["OtlpTraceExporter", "OtlpMetricExporter", "OtlpLogExporter"];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // ASP.NET Core 10 leaves the server span without method, path and scheme unless asked.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        var telemetry = new TelemetryBuilder(builder.Services)
            .ConfigureResource(resource => resource.AddIdentity(builder.Environment.ApplicationName))
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName, "TicketRag.*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql")
                .AddProcessor(new ProbeSpanFilter()))
            .WithMetrics(metrics => metrics
                .AddMeter("TicketRag.*", "Microsoft.AspNetCore.*", "System.Net.Http", "System.Net.NameResolution", "System.Runtime", "Npgsql"));
        if (!string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpoint]))
        {
            telemetry.UseOtlpExporter();
        }

        // First to start and last to stop, so that what other hosted services do is seen.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, TelemetryLifetime>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, ServerSpanStartupFilter>());
        foreach (var client in ExporterClients)
        {
            builder.Services.AddHttpClient(client).RemoveAllLoggers().WithoutStandardResilience();
        }
    }
}
