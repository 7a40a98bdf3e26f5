using System.Net;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Ingestion;

/// <summary>How much may be uploaded, by clients that don't say before how much comes.</summary>
public sealed class UploadSizeTests
{
    private const int Limit = 1_000_000;
    private const long Endless = 10_000L * Limit;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task File_of_the_largest_size_is_taken_in_and_one_byte_more_is_refused()
    {
        await using var server = ApiServer.Start("Production", new Dictionary<string, string?> { ["Limits:MaxFileBytes"] = $"{Limit}" });
        var organization = await server.NewOrganizationAsync();

        (await organization.Admin.UploadAsync("large.txt", new byte[Limit])).Expect(HttpStatusCode.Accepted);
        Assert.Contains("1,000,000", (await organization.Admin.UploadAsync("larger.txt", new byte[Limit + 1])).ExpectDetail(HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_without_an_end_is_refused_while_it_comes_and_leaves_nothing()
    {
        await using var server = ApiServer.Start("Production", new Dictionary<string, string?> { ["Limits:MaxFileBytes"] = $"{Limit}" });
        var organization = await server.NewOrganizationAsync();
        var content = new GeneratedContent(Endless);
        using var form = new MultipartFormDataContent { { content, "file", "endless.bin" } };

        // The server may close the connection before the client has read why.
        var refused = await Record.ExceptionAsync(async () =>
            (await organization.Admin.SendAsync(HttpMethod.Post, "/knowledge/ingest-file-async", form)).ExpectProblem(HttpStatusCode.RequestEntityTooLarge));

        Assert.True(refused is null or HttpRequestException, $"{refused}");
        Assert.InRange(content.Written, Limit, Endless - 1);
        Assert.Empty(await organization.JobsAsync());
        await using var scope = server.ScopeOf(organization.Id);
        var blobs = (Core.Documents.Blobs.IBlobStore)scope.ServiceProvider.GetService(typeof(Core.Documents.Blobs.IBlobStore))!;
        Assert.Empty(await blobs.ListAsync(organization.Id, DateTimeOffset.MaxValue, Cancelled));
    }

    private sealed class GeneratedContent(long length) : HttpContent
    {
        private static readonly byte[] Piece = new byte[64 << 10];

        public long Written { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (; Written < length; Written += Piece.Length)
            {
                await stream.WriteAsync(Piece);
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = 0;
            return false;
        }
    }
}
