using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Tickets;

public sealed class AttachmentTests(ApiServers servers)
{
    private static readonly byte[] Log = Encoding.UTF8.GetBytes("The quartz lever broke at the upper hinge.");

    [Fact]
    public async Task Attached_file_is_listed_and_comes_back_as_it_was()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var ticket = await organization.OpenTicketAsync(new { title = "Broken", description = "See the file." });
        var attached = Assert.Single(await AttachAsync(organization, ticket, "log.txt", Log));

        Assert.Equal(("log.txt", Log.Length, false), (attached.Text("file_name"), attached.GetProperty("size_bytes").GetInt32(), attached.GetProperty("internal").GetBoolean()));
        var listed = (await organization.Admin.GetAsync($"/api/v1/tickets/{ticket.GetProperty("number").GetInt64()}/attachments")).Expect(HttpStatusCode.OK);
        Assert.Equal(attached.Id(), Assert.Single(listed.GetProperty("attachments").EnumerateArray()).Id());
        using var download = await organization.Admin.OpenAsync($"/api/v1/attachments/{attached.Id()}");
        Assert.Equal(Log, await download.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("ticket.attached", (await organization.Admin.GetAsync($"/api/v1/tickets/{ticket.Id()}/audit")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_text_is_found_with_the_solved_ticket_by_those_who_may_see_it()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var ticket = await organization.OpenTicketAsync(new { title = "Broken", description = "See the file.", requester_email = "ann@example.com" });
        await AttachAsync(organization, ticket, "log.txt", Log);
        await AttachAsync(organization, ticket, "note.txt", Encoding.UTF8.GetBytes("Goodwill repair, do not tell about the zircon fund."), ("internal", "true"));
        await AttachAsync(organization, ticket, "photo.png", [0x89, (byte)'P', (byte)'N', (byte)'G']);
        (await organization.Admin.PatchAsync($"/api/v1/tickets/{ticket.Id()}", new { status = "RESOLVED", resolution = "New hinge." })).Expect(HttpStatusCode.OK);
        await organization.SettleAsync();
        var customer = await organization.KeyAsync("viewer", "owner:ann@example.com");

        Assert.Contains(await organization.RetrieveAsync("quartz lever hinge"), found => found.Text("heading") == "Attachment: log.txt");
        Assert.Contains(await organization.RetrieveAsync("zircon fund"), found => found.Text("heading") == "Attachment: note.txt");
        Assert.Contains(await organization.RetrieveAsync("quartz lever hinge", customer), found => found.Text("heading") == "Attachment: log.txt");
        Assert.DoesNotContain(await organization.RetrieveAsync("zircon fund", customer), found => found.Text("text")!.Contains("zircon", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_that_is_taken_off_is_no_longer_found_and_its_bytes_go()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var ticket = await organization.SolvedTicketAsync("Broken", "See the file.", "New hinge.");
        var attached = Assert.Single(await AttachAsync(organization, ticket, "log.txt", Log));
        await organization.SettleAsync();
        Assert.Contains(await organization.RetrieveAsync("quartz lever"), found => found.Text("text")!.Contains("quartz", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.NoContent, (await organization.Admin.DeleteAsync($"/api/v1/attachments/{attached.Id()}")).Status);
        await organization.SettleAsync();

        Assert.DoesNotContain(await organization.RetrieveAsync("quartz lever"), found => found.Text("text")!.Contains("quartz", StringComparison.Ordinal));
        (await organization.Admin.GetAsync($"/api/v1/attachments/{attached.Id()}")).ExpectProblem(HttpStatusCode.NotFound);
        await using var scope = organization.Server.ScopeOf(organization.Id);
        Assert.Empty(await scope.ServiceProvider.GetRequiredService<IBlobStore>().ListAsync(organization.Id, DateTimeOffset.MaxValue, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Forms_that_make_no_sense_are_refused()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var ticket = await organization.OpenTicketAsync(new { title = "Broken", description = "See the file." });
        var path = $"/api/v1/tickets/{ticket.Id()}/attachments";

        (await organization.Admin.PostFormAsync(path, ("internal", "true"))).ExpectInvalid("file");
        (await organization.Admin.SendAsync(HttpMethod.Post, path, UploadForms.Of("a.txt", Log, ("internal", "perhaps")))).ExpectInvalid("internal");
        (await organization.Admin.PostAsync(path, new { })).ExpectProblem(HttpStatusCode.UnsupportedMediaType);
        Assert.Empty((await organization.Admin.GetAsync(path)).Body.GetProperty("attachments").EnumerateArray());
    }

    private static async Task<IReadOnlyList<JsonElement>> AttachAsync(
        TestOrganization organization, JsonElement ticket, string name, byte[] bytes, params (string Name, string Value)[] fields) =>
        [.. (await organization.Admin.SendAsync(HttpMethod.Post, $"/api/v1/tickets/{ticket.Id()}/attachments", UploadForms.Of(name, bytes, fields)))
            .Expect(HttpStatusCode.Created).GetProperty("attachments").EnumerateArray()];
}
