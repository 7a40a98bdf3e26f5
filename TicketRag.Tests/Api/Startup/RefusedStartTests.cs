using System.Diagnostics;

namespace TicketRag.Tests.Api.Startup;

/// <summary>Wrong settings, as a newcomer makes them, against the real processes: one line that says what, and nothing is started.</summary>
public sealed class RefusedStartTests
{
    public static TheoryData<string, string, string> Wrong => new()
    {
        { "TicketRag.Api", "ConnectionStrings:redis=localhost:6379", "Missing: ticketdb, qdrant_http" },
        { "TicketRag.Api", "DATABASE_URL=postgres://u:secret@localhost/db", "Missing: redis, qdrant_http" },
        { "TicketRag.Api", "ConnectionStrings:embed=Endpoint=http://localhost:11434", "ConnectionStrings:embed names no model" },
        { "TicketRag.Api", "EMBED_PROVIDER=openai", "EMBED_PROVIDER 'openai' is not known: builtin or ollama" },
        { "TicketRag.Api", "Jobs:MaxConcurrentJobs=0", "Jobs: MaxConcurrentJobs" },
        { "TicketRag.Api", "MAX_CONCURRENT_JOBS=many", "'Jobs:MaxConcurrentJobs'" },
        { "TicketRag.Api", "Limits:MaxTextLength=0", "MaxTextLength" },
        { "TicketRag.Api", "Ingestion:Audience=everybody", "Audience" },
        { "TicketRag.IngestWorker", "", "needs Postgres, Redis and Qdrant" },
        { "TicketRag.IngestWorker", "ConnectionStrings:qdrant_http=Endpoint=http://localhost:6333", "Missing: ticketdb, redis" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Wrong_setting_is_named_in_one_line_without_a_stack_trace(string service, string setting, string named)
    {
        var data = Directory.CreateTempSubdirectory("ticketrag-tests-");
        var (exitCode, output, error) = await RunAsync(service, data.FullName, setting);

        Assert.NotEqual(0, exitCode);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"{service} does not start. ", line, StringComparison.Ordinal);
        Assert.Contains(named, line);
        Assert.DoesNotContain("secret", error + output);
        Assert.DoesNotContain("   at ", error + output);
        Assert.Empty(data.GetFiles("*.db"));
        data.Delete(recursive: true);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string service, string data, string setting)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{service}.dll"), "--urls=http://127.0.0.1:0", $"--Data:Folder={data}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (setting.Length > 0)
        {
            start.ArgumentList.Add("--" + setting);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        using var process = Process.Start(start)!;
        var cancelled = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancelled);
        var error = process.StandardError.ReadToEndAsync(cancelled);
        try
        {
            // Were the setting taken, the service would run on.
            await process.WaitForExitAsync(cancelled).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, cancelled);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        return (process.ExitCode, await output, await error);
    }
}
