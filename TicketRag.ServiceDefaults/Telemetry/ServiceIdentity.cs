using System.Reflection;
using OpenTelemetry.Resources;

namespace TicketRag.ServiceDefaults.Telemetry;

internal static class ServiceIdentity
{
    /// <summary>
    /// service.name, service.version and a service.instance.id of this run. The environment has the last word:
    /// OTEL_SERVICE_NAME, then OTEL_RESOURCE_ATTRIBUTES.
    /// </summary>
    public static ResourceBuilder AddIdentity(this ResourceBuilder resource, string applicationName) =>
        resource
            .AddService(applicationName, serviceVersion: Version(applicationName))
            .AddEnvironmentVariableDetector();

    private static string? Version(string applicationName)
    {
        var entry = Assembly.GetEntryAssembly();
        return entry?.GetName().Name == applicationName
            ? entry.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            : typeof(ServiceIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
    }
}
