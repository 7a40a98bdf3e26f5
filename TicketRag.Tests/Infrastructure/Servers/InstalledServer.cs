
namespace TicketRag.Tests.Infrastructure.Servers;

internal static class InstalledServer
{
    /// <summary>Where the server isn't installed the test is skipped, and in CI it fails.</summary>
    public static async Task<T> OrSkipAsync<T>(Func<Task<T>> start)
    {
        try
        {
            return await start();
        }
        catch (ServerNotInstalledException missing) when (Environment.GetEnvironmentVariable("CI") is null)
        {
            Assert.Skip(missing.Message);
            throw;
        }
    }
}
