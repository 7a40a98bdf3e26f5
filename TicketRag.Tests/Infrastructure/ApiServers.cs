using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TicketRag.Core.Jobs;
using TicketRag.IngestWorker.Jobs;
using TicketRag.Tests.Infrastructure;

[assembly: AssemblyFixture(typeof(ApiServers))]

namespace TicketRag.Tests.Infrastructure;

/// <summary>Servers that many tests share, each started by the first that asks for it.</summary>
public sealed class ApiServers : IAsyncDisposable
{
    private readonly Lazy<ApiServer> _production = new(() => ApiServer.Start(Environments.Production));

    private readonly Lazy<ApiServer> _development = new(() => ApiServer.Start(Environments.Development));

    private readonly Lazy<ApiServer> _idle = new(() => ApiServer.Start(
        Environments.Production,
        new Dictionary<string, string?> { ["Limits:WaitLimit"] = "00:00:00.200" },
        RemovePump));

    private readonly Lazy<ApiServer> _scripted = new(() => ApiServer.Start(
        Environments.Production,
        services: services => services.AddKeyedScoped<IJobHandler, ScriptedTextHandler>(JobKind.TextIngestion)));

    internal Action<IServiceCollection> WithoutPump => RemovePump;

    internal ApiServer Production => _production.Value;

    /// <summary>With the demo organization. Its documents are all there by the time that a job of the caller's ends that was enqueued later.</summary>
    internal ApiServer Development => _development.Value;

    /// <summary>Nobody takes its jobs: they stay pending.</summary>
    internal ApiServer Idle => _idle.Value;

    /// <summary>Its texts are jobs that do as they are told: see <see cref="ScriptedTextHandler"/>.</summary>
    internal ApiServer Scripted => _scripted.Value;

    private static void RemovePump(IServiceCollection services) =>
        services.Remove(services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(JobPump)));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _production, _development, _idle, _scripted }.Where(server => server.IsValueCreated))
        {
            await server.Value.DisposeAsync();
        }
    }
}
