using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace TicketRag.ServiceDefaults.Telemetry;

/// <summary>
/// What <c>services.AddOpenTelemetry()</c> of OpenTelemetry.Extensions.Hosting returns. With that package this type and
/// <see cref="TelemetryLifetime"/> go away.
/// </summary>
internal sealed class TelemetryBuilder(IServiceCollection services) : IOpenTelemetryBuilder
{
    public IServiceCollection Services { get; } = services;
}
