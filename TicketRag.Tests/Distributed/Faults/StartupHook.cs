using System.Diagnostics.CodeAnalysis;
using TicketRag.Tests.Distributed.Faults;

/// <summary>
/// Where .NET looks when DOTNET_STARTUP_HOOKS names this assembly: it brings the fault injector into a service's process, so that the product itself
/// knows nothing of it. Nothing here may need an assembly that a service does not have.
/// </summary>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "The runtime looks for it in none.")]
internal static class StartupHook
{
    public static void Initialize() => FaultInjector.Attach(Environment.GetEnvironmentVariable(FaultInjector.FolderVariable)!);
}
