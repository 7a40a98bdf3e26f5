using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Documents;

public sealed class DocumentDeletionTests(ApiServers servers)
{
    private const string Text = "The quartz lever opens the tray of the printer model Zebu. Pull the quartz lever twice to open the tray.";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deletion_takes_everything_and_says_what()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var document = await organization.DocumentOfAsync("guide.txt", Text);
        var job = document.GetProperty("job_id").GetGuid();

        var receipt = (await organization.Admin.DeleteAsync($"/api/v1/documents/{document.Id()}")).Expect(HttpStatusCode.OK);

        Assert.Equal(
            (document.Id(), 1, 1, 1, 1, 1),
            (receipt.GetProperty("document_id").GetGuid(), Count("chunks"), Count("vectors"), Count("embeddings"), Count("blobs"), Count("job_payloads")));
        (await organization.Admin.GetAsync($"/api/v1/documents/{document.Id()}")).ExpectProblem(HttpStatusCode.NotFound);
        (await organization.Admin.DeleteAsync($"/api/v1/documents/{document.Id()}")).ExpectProblem(HttpStatusCode.NotFound);
        Assert.Empty(await organization.RetrieveAsync("quartz lever"));
        await using var scope = organization.Server.ScopeOf(organization.Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        Assert.Equal((0, 0), (await db.Chunks.CountAsync(Cancelled), await db.Embeddings.CountAsync(Cancelled)));
        Assert.Equal("{}", (await db.Jobs.SingleAsync(row => row.Id == job, Cancelled)).Args);
        Assert.Equal(0, await scope.ServiceProvider.GetRequiredService<IVectorStore>().CountAsync(organization.Id, Cancelled));
        Assert.Empty(await scope.ServiceProvider.GetRequiredService<IBlobStore>().ListAsync(organization.Id, DateTimeOffset.MaxValue, Cancelled));
        Assert.Equal("document.deleted", (await db.AuditEntries.SingleAsync(entry => entry.SubjectId == document.Id(), Cancelled)).Action);

        int Count(string member) => receipt.GetProperty(member).GetInt32();
    }

    [Fact]
    public async Task What_another_document_uses_stays()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var first = await organization.DocumentOfAsync("guide.txt", Text);
        (await organization.Admin.UploadAsync("guide.txt", System.Text.Encoding.UTF8.GetBytes(Text), ("source", "again"))).Expect(HttpStatusCode.Accepted);
        await organization.SettleAsync();
        await organization.Admin.PostAsync("/ingest/text", new { text_content = Text, metadata = new { title = "guide.txt" } });

        var receipt = (await organization.Admin.DeleteAsync($"/api/v1/documents/{first.Id()}")).Expect(HttpStatusCode.OK);

        Assert.Equal((1, 0), (receipt.GetProperty("chunks").GetInt32(), receipt.GetProperty("embeddings").GetInt32()));
        Assert.Single(await organization.RetrieveAsync("quartz lever"));
        Assert.Equal(2, receipt.GetProperty("job_payloads").GetInt32());
    }

    [Fact]
    public async Task Quotes_on_solutions_go_with_the_steps_that_stood_on_them()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var document = await organization.DocumentOfAsync("guide.txt", Text);
        var ticket = await organization.OpenTicketAsync(new { title = "Quartz lever of the Zebu printer", description = "How does the quartz lever open the tray?" });
        await organization.SettleAsync();
        var before = (await organization.Admin.GetAsync($"/api/v1/tickets/{ticket.Id()}/solution")).Expect(HttpStatusCode.OK);
        Assert.Equal("ready", before.Text("status"));

        var receipt = (await organization.Admin.DeleteAsync($"/api/v1/documents/{document.Id()}")).Expect(HttpStatusCode.OK);

        var after = await organization.Admin.GetAsync($"/api/v1/tickets/{ticket.Id()}/solution");
        Assert.Equal(before.GetProperty("citations").GetArrayLength(), receipt.GetProperty("quotes").GetInt32());
        Assert.Equal("abstained", after.Expect(HttpStatusCode.OK).Text("status"));
        Assert.DoesNotContain("lever opens", after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kept_answers_that_quote_it_go_with_it_and_others_stay()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var document = await organization.DocumentOfAsync("guide.txt", Text);
        await organization.DocumentOfAsync("other.txt", "Toner is changed by turning the green drum of the copier to the left.");
        var about = await AskAsync(organization, "How does the quartz lever of the Zebu open the tray?");
        var other = await AskAsync(organization, "How is the toner of the copier changed?");
        var chat = (await organization.Admin.PostAsync("/rag/chat", new { message = "How does the quartz lever of the Zebu open the tray?" })).Expect(HttpStatusCode.OK);
        Assert.NotEmpty(chat.GetProperty("citations").EnumerateArray());

        var receipt = (await organization.Admin.DeleteAsync($"/api/v1/documents/{document.Id()}")).Expect(HttpStatusCode.OK);

        Assert.Equal(2, receipt.GetProperty("cached_answers").GetInt32());
        var gone = await organization.Admin.GetAsync($"/api/v1/queries/{about}");
        Assert.Equal("failed", gone.Expect(HttpStatusCode.OK).Text("status"));
        Assert.DoesNotContain("quartz", gone.Text, StringComparison.Ordinal);
        Assert.Equal("finished", (await organization.Admin.GetAsync($"/api/v1/queries/{other}")).Expect(HttpStatusCode.OK).Text("status"));
        await using var scope = organization.Server.ScopeOf(organization.Id);
        Assert.DoesNotContain(await scope.ServiceProvider.GetRequiredService<AppDb>().Answers.ToListAsync(Cancelled), kept => kept.Reply.Contains("quartz", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Message_of_a_batch_is_erased_from_it_and_the_others_stay()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var messages = new[] { new { text = Text }, new { text = "Another message, about toner." } };
        var job = (await organization.Admin.PostAsync("/ingest/batch?sync=true", new { messages })).Expect(HttpStatusCode.OK);
        var found = (await organization.RetrieveAsync("quartz lever"))[0];

        (await organization.Admin.DeleteAsync($"/api/v1/documents/{found.GetProperty("document_id").GetGuid()}")).Expect(HttpStatusCode.OK);

        await using var scope = organization.Server.ScopeOf(organization.Id);
        var id = job.GetProperty("job_id").GetGuid();
        var payloads = await scope.ServiceProvider.GetRequiredService<AppDb>().Jobs.Where(row => row.Id == id || row.ParentId == id).Select(row => row.Args).ToListAsync(Cancelled);
        Assert.DoesNotContain(payloads, args => args.Contains("quartz", StringComparison.Ordinal));
        Assert.Single(await organization.RetrieveAsync("toner message"));
    }

    private static async Task<Guid> AskAsync(TestOrganization organization, string query)
    {
        var job = (await organization.Admin.PostAsync("/api/v1/queries", new { query })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
        await organization.SettleAsync();
        Assert.Equal("finished", (await organization.Admin.GetAsync($"/api/v1/queries/{job}")).Expect(HttpStatusCode.OK).Text("status"));
        return job;
    }

    [Fact]
    public async Task Document_that_waits_is_deleted_with_its_job()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var job = (await organization.Admin.UploadAsync("guide.txt", System.Text.Encoding.UTF8.GetBytes(Text))).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
        var document = await organization.DocumentOfJobAsync(job);

        var receipt = (await organization.Admin.DeleteAsync($"/api/v1/documents/{document.Id()}")).Expect(HttpStatusCode.OK);

        Assert.Equal((1, 1), (receipt.GetProperty("job_payloads").GetInt32(), receipt.GetProperty("blobs").GetInt32()));
        Assert.Equal("cancelled", (await organization.Admin.GetAsync($"/jobs/{job}")).Expect(HttpStatusCode.OK).Text("status"));
    }
}
