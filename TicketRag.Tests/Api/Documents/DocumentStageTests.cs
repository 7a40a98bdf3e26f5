using System.Globalization;
using System.Net;
using TicketRag.Core.Documents;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Pages;

namespace TicketRag.Tests.Api.Documents;

/// <summary>What followers of a job and readers of its document are told of how far it is.</summary>
public sealed class DocumentStageTests : IAsyncLifetime
{
    private static readonly string[] Stages =
        [DocumentStages.Fetching, DocumentStages.Extracting, DocumentStages.Chunking, DocumentStages.Embedding, DocumentStages.Indexing];

    private readonly HeldIngestion _held = new();
    private SampleSite _site = null!;
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await SampleSite.StartAsync();
        _server = ApiServer.Start(
            "Production",
            new Dictionary<string, string?>
            {
                ["Outbound:AllowedNetworks:0"] = "127.0.0.0/8",
                ["Outbound:ExtraPorts:0"] = _site.Address.Port.ToString(CultureInfo.InvariantCulture),
            },
            _held.Replace);
        await _held.IndexIsReadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Page_tells_each_stage_in_order_by_its_jobs_events_and_by_its_document()
    {
        var organization = await _server.NewOrganizationAsync();
        var holds = Stages.Select(_held.At).ToList();
        var job = (await organization.Admin.PostAsync("/knowledge/ingest-url-async", new { url = new Uri(_site.Address, "/page/followed").ToString() }))
            .Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
        await using var stream = await EventStream.OpenAsync(organization.Admin, $"/api/v1/jobs/{job}/events");

        foreach (var (stage, hold) in Stages.Zip(holds))
        {
            await hold.CameAsync();
            var told = await stream.UntilAsync(one => one.Data.Text("stage") is not null && Array.IndexOf(Stages, one.Data.Text("stage")) >= Array.IndexOf(Stages, stage));
            Assert.Equal((stage, "running"), (told.Data.Text("stage"), told.Data.Text("status")));
            var document = await organization.DocumentOfJobAsync(job);
            Assert.Equal((stage, "processing"), (document.Text("stage"), document.Text("status")));
            hold.Dispose();
        }

        Assert.Equal("completed", (await stream.ToEndAsync())[^1].Data.Text("status"));
        Assert.Equal("ready", (await organization.DocumentOfJobAsync(job)).Text("status"));
    }

    [Fact]
    public async Task New_version_of_a_file_is_told_while_the_old_one_answers()
    {
        var organization = await _server.NewOrganizationAsync();
        var document = await organization.DocumentOfAsync("guide.txt", "The quartz lever opens the tray.");
        using var hold = _held.At(DocumentStages.Indexing);
        (await organization.Admin.UploadAsync("guide.txt", "The zircon lever opens the tray."u8.ToArray())).Expect(HttpStatusCode.Accepted);
        await hold.CameAsync();

        var meanwhile = await organization.DocumentAsync(document.Id());
        Assert.Equal(("processing", "indexing", 1), (meanwhile.Text("status"), meanwhile.Text("stage"), meanwhile.GetProperty("version").GetInt32()));
        Assert.Contains("quartz", Assert.Single(await organization.RetrieveAsync("lever tray")).Text("text"), StringComparison.Ordinal);
        hold.Dispose();
        await organization.SettleAsync();
        Assert.Contains("zircon", Assert.Single(await organization.RetrieveAsync("lever tray")).Text("text"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vector_store_that_was_down_costs_no_second_embedding()
    {
        var organization = await _server.NewOrganizationAsync();
        using var hold = _held.At(DocumentStages.Indexing);
        (await organization.Admin.UploadAsync("guide.txt", "The quartz lever opens the tray."u8.ToArray())).Expect(HttpStatusCode.Accepted);
        await hold.CameAsync();

        hold.Fail();
        await organization.SettleAsync();

        Assert.Equal(1, _held.Embeddings);
        Assert.Contains("quartz", Assert.Single(await organization.RetrieveAsync("lever tray")).Text("text"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DocumentStages.Extracting)]
    [InlineData(DocumentStages.Embedding)]
    [InlineData(DocumentStages.Indexing)]
    public async Task Nothing_is_left_of_a_document_that_is_deleted_while_its_job_is_at_it(string stage)
    {
        var organization = await _server.NewOrganizationAsync();
        using var hold = _held.At(stage);
        var job = (await organization.Admin.UploadAsync("guide.txt", "The quartz lever opens the tray."u8.ToArray())).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
        await hold.CameAsync();
        var document = await organization.DocumentOfJobAsync(job);

        var deletion = organization.Admin.DeleteAsync($"/api/v1/documents/{document.Id()}");
        await Eventually.TrueAsync(
            async () => (await organization.Admin.GetAsync($"/jobs/{job}")).Text.Contains("\"cancel_requested_at\":\"", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), () => "the job is not asked to stop", TestContext.Current.CancellationToken);
        hold.Dispose();
        var receipt = (await deletion).Expect(HttpStatusCode.OK);

        Assert.Equal((1, 1), (receipt.GetProperty("blobs").GetInt32(), receipt.GetProperty("job_payloads").GetInt32()));
        await organization.SettleAsync();
        await organization.HasNothingLeftAsync();
    }
}
