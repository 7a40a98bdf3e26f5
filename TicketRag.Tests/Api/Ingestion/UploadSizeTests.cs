using System.Net;
using System.Net.Http.Headers;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Ingestion;

/// <summary>How much may be uploaded, by clients that send without end and a server that has little memory.</summary>
public sealed class UploadSizeTests
{
    private const long Limit = 100 << 20;

    // Less than one file of the allowed size: what is held in memory as a whole does not fit.
    private const string HeapLimit = "0x6000000";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Largest_file_is_taken_in_by_a_server_with_less_memory_and_one_byte_more_is_refused_while_it_comes()
    {
        using var folder = new TemporaryFolder();
        await using var api = ServiceProcess.Start("TicketRag.Api", new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ServerProcess.FreePort()}",
            ["Data__Folder"] = folder.Path,
            ["Demo__Load"] = "false",
            ["DOTNET_GCHeapHardLimit"] = HeapLimit,
        });
        await api.WaitUntilUpAsync(Cancelled);
        var endless = new GeneratedContent(100 * Limit);

        Assert.Equal(HttpStatusCode.Accepted, await UploadAsync(api, new GeneratedContent(Limit)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await UploadAsync(api, endless));

        Assert.InRange(endless.Written, Limit, 10 * Limit);
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.Path, "blobs", "incoming")));
    }

    private static async Task<HttpStatusCode> UploadAsync(ServiceProcess api, HttpContent file)
    {
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var form = new MultipartFormDataContent { { file, "file", "large.bin" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "knowledge/ingest-file-async") { Content = form };
        request.Headers.Add("x-api-key", "test-key");
        request.Headers.ExpectContinue = false;
        using var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        return response.StatusCode;
    }

    // Chunked, so that the server can't know before how much comes.
    private sealed class GeneratedContent(long length) : HttpContent
    {
        private static readonly byte[] Piece = new byte[64 << 10];

        public long Written { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            try
            {
                for (; Written < length; Written += Piece.Length)
                {
                    await stream.WriteAsync(Piece);
                }
            }
            catch (IOException)
            {
                // The server has heard enough; its answer is read all the same.
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = 0;
            return false;
        }
    }
}
