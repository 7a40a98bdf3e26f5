using System.Net;
using System.Net.Sockets;
using System.Text;
using TicketRag.Tests.Distributed;
using TicketRag.Tests.Extraction.Samples;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Processes;

/// <summary>SIGKILL in the middle of a file: what lay about is gone, at once or with the next start.</summary>
public sealed class KilledProcessTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Half_an_upload_is_gone_after_the_next_start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks into /proc.");
        await using var product = await EmbeddedProcess.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", product.Process.Address.Port, Cancelled);
        await SendHalfAsync(client.GetStream(), product.Key);
        await Eventually.TrueAsync(() => Task.FromResult(IncomingBytes(product) > 1_000_000), Soon, () => "nothing arrives", Cancelled);

        await product.Process.KillAsync();
        Assert.NotEmpty(Directory.GetFiles(product.Incoming));
        await product.StartAgainAsync();

        await Eventually.TrueAsync(() => Task.FromResult(Directory.GetFiles(product.Incoming).Length == 0), Soon, () => "the half is still there", Cancelled);
        Assert.Empty(Directory.GetFileSystemEntries(product.Temporary));
        Assert.Empty((await product.Client.GetJsonAsync("jobs", Cancelled)).GetProperty("jobs").EnumerateArray());
    }

    [Fact(Timeout = 240_000)]
    public async Task File_that_was_being_read_leaves_no_copy_and_is_read_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks into /proc.");
        await using var product = await EmbeddedProcess.StartAsync(("Jobs__Lease", "00:00:02"));
        var archive = OfficeSamples.Zip(("large.csv", Encoding.UTF8.GetBytes(Table(rows: 150_000))));
        using var uploaded = await product.Client.PostAsync(new Uri("knowledge/ingest-file-async", UriKind.Relative), UploadForms.Of("large.zip", archive), Cancelled);
        Assert.Equal(HttpStatusCode.Accepted, uploaded.StatusCode);
        await UntilAsync(() => product.OpenFiles().Any(file => file.StartsWith(product.Temporary, StringComparison.Ordinal)));

        await product.Process.KillAsync();
        Assert.Empty(Directory.GetFileSystemEntries(product.Temporary));
        await product.StartAgainAsync();

        var document = await Eventually.GetAsync(
            async () => (await product.Client.GetJsonAsync("api/v1/documents", Cancelled)).GetProperty("documents")[0],
            one => one.GetProperty("stage").GetString() is "embedding" or "indexing" || one.GetProperty("status").GetString() is "ready" or "failed", TimeSpan.FromSeconds(120), Cancelled);
        Assert.NotEqual("failed", document.GetProperty("status").GetString());
    }

    // Looks without a pause: the copy is there for as long as it is read.
    private static async Task UntilAsync(Func<bool> holds)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Soon, "The file is never read.");
            await Task.Yield();
        }
    }

    private static async Task SendHalfAsync(NetworkStream stream, string key)
    {
        const string start = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"half.txt\"\r\n\r\n";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /knowledge/ingest-file-async HTTP/1.1\r\nHost: localhost\r\nx-api-key: {key}\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: 20000000\r\n\r\n{start}"),
            Cancelled);
        await stream.WriteAsync(Enumerable.Repeat((byte)'a', 10_000_000).ToArray(), Cancelled);
    }

    private static long IncomingBytes(EmbeddedProcess product) =>
        Directory.Exists(product.Incoming) ? new DirectoryInfo(product.Incoming).EnumerateFiles().Sum(file => file.Length) : 0;

    private static string Table(int rows) => string.Join('\n', Enumerable.Range(0, rows).Select(i => $"{i},part {i},{i * 7919 % 10007},lever of the tray number {i * 31 % 977}"));
}
