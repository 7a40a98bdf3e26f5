using System.Globalization;
using System.Net;
using TicketRag.Tests.Distributed;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Processes;

/// <summary>A file of the largest size never lies in memory as a whole, wherever it is stored: by the system's word of the process's peak.</summary>
public sealed class UploadMemoryTests(PostgresServer postgres)
{
    private const int Megabyte = 1 << 20;
    private const int Length = 100 * Megabyte;

    // What buffers and the collector's young generation may take besides; the file once would be more.
    private const long MostGrowth = 64 * Megabyte;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Into_a_folder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks into /proc.");
        await using var product = await EmbeddedProcess.StartAsync();

        await UploadAsync(product.Process);
    }

    [Fact(Timeout = 180_000)]
    public async Task Into_the_database()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks into /proc.");
        await using var deployment = await ProductDeployment.CreateAsync(postgres, Cancelled);
        var api = deployment.StartApi(("ASPNETCORE_ENVIRONMENT", "Production"), ("OTEL_EXPORTER_OTLP_ENDPOINT", ""), ("ConnectionStrings__embed", ""), ("ConnectionStrings__chat", ""));
        await api.WaitUntilUpAsync(Cancelled);
        await api.Client.BecomeAdminOfAsync("upload", Cancelled);

        await UploadAsync(api);
    }

    private static async Task UploadAsync(ServiceProcess api)
    {
        await PutAsync(api, Megabyte);
        await File.WriteAllTextAsync($"/proc/{api.Id}/clear_refs", "5", Cancelled);
        var before = await PeakAsync(api);

        await PutAsync(api, Length);

        Assert.InRange(await PeakAsync(api) - before, 0, MostGrowth);
    }

    private static async Task PutAsync(ServiceProcess api, int length)
    {
        using var form = new MultipartFormDataContent { { new Zeros(length), "file", $"{length}.bin" } };
        using var answer = await api.Client.PostAsync(new Uri("knowledge/ingest-file-async", UriKind.Relative), form, Cancelled);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <returns>The largest resident set since it was last reset, in bytes.</returns>
    private static async Task<long> PeakAsync(ServiceProcess process)
    {
        var line = (await File.ReadAllLinesAsync($"/proc/{process.Id}/status", Cancelled)).Single(one => one.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private sealed class Zeros(int length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[64 << 10];
            for (var written = 0; written < length; written += piece.Length)
            {
                await stream.WriteAsync(piece);
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
