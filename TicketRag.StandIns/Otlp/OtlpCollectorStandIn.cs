using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TicketRag.StandIns.Otlp;

/// <summary>
/// An OpenTelemetry collector that keeps what it gets: OTLP 1.x over gRPC and over HTTP with protobuf bodies, each on a port of its own
/// as 4317 and 4318 are, because without TLS one port cannot speak HTTP/1.1 and HTTP/2.
/// </summary>
public sealed class OtlpCollectorStandIn : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly Arrivals<OtlpSpan> spans = new();
    private readonly Arrivals<OtlpMetric> metrics = new();
    private readonly Arrivals<OtlpLog> logs = new();
    private readonly Arrivals<OtlpExport> exports = new();

    private OtlpCollectorStandIn()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();

        // In the process of the service that it collects from, spans of its own would be exported to it, and those again, without end.
        builder.Services.AddSingleton(new ActivitySource("StandIns.OtlpCollector"));

        server = builder.Build();
        OtlpGrpc.Map(server, Accept);
        OtlpHttp.Map(server, Accept);
    }

    /// <summary>For <c>OTEL_EXPORTER_OTLP_PROTOCOL=grpc</c>, the exporters' default.</summary>
    public Uri GrpcEndpoint => Endpoint(0);

    /// <summary>For <c>OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf</c>.</summary>
    public Uri HttpEndpoint => Endpoint(1);

    /// <summary>All that came so far.</summary>
    public IReadOnlyList<OtlpSpan> Spans => spans.All;

    public IReadOnlyList<OtlpMetric> Metrics => metrics.All;

    public IReadOnlyList<OtlpLog> Logs => logs.All;

    public IReadOnlyList<OtlpExport> Exports => exports.All;

    public static async Task<OtlpCollectorStandIn> StartAsync(CancellationToken cancellationToken)
    {
        var collector = new OtlpCollectorStandIn();
        await collector.server.StartAsync(cancellationToken);
        return collector;
    }

    /// <summary>The first wanted span, of those that came or come.</summary>
    public Task<OtlpSpan> WaitForSpanAsync(Func<OtlpSpan, bool> wanted, CancellationToken cancellationToken) =>
        spans.WaitAsync(wanted, cancellationToken);

    public Task<OtlpMetric> WaitForMetricAsync(Func<OtlpMetric, bool> wanted, CancellationToken cancellationToken) =>
        metrics.WaitAsync(wanted, cancellationToken);

    public Task<OtlpLog> WaitForLogAsync(Func<OtlpLog, bool> wanted, CancellationToken cancellationToken) =>
        logs.WaitAsync(wanted, cancellationToken);

    public Task<OtlpExport> WaitForExportAsync(Func<OtlpExport, bool> wanted, CancellationToken cancellationToken) =>
        exports.WaitAsync(wanted, cancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    /// <exception cref="InvalidDataException">The body is no export request of this signal; nothing of it was kept.</exception>
    private void Accept(OtlpSignal signal, string protocol, ReadOnlySpan<byte> request, IHeaderDictionary headers)
    {
        switch (signal)
        {
            case OtlpSignal.Traces: OtlpEnvelope.Read(request, OtlpSpanReader.Read).ForEach(spans.Add); break;
            case OtlpSignal.Metrics: OtlpEnvelope.Read(request, OtlpMetricReader.Read).ForEach(metrics.Add); break;
            default: OtlpEnvelope.Read(request, OtlpLogReader.Read).ForEach(logs.Add); break;
        }

        exports.Add(new(signal, protocol, headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
    }

    private Uri Endpoint(int index) =>
        new(server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.ElementAt(index));
}

/// <summary>Takes one export request's protobuf bytes.</summary>
internal delegate void AcceptExport(OtlpSignal signal, string protocol, ReadOnlySpan<byte> request, IHeaderDictionary headers);
