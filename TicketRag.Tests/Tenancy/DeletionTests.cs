using System.Net;
using System.Net.Http.Json;
using System.Text;
using TicketRag.Tests.Distributed;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Tenancy;

/// <summary>
/// A word that stands in one source alone is on no route of any Api from the receipt of its deletion on: not in answers that were given, nor in what explains them, in
/// jobs, events or what was sent to webhooks.
/// </summary>
public abstract class DeletionTests
{
    private const int RoutesThatShow = 5;

    /// <summary>Where it is deleted first.</summary>
    private protected abstract IReadOnlyList<ApiServer> Servers { get; }

    private ApiServer First => Servers[0];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory(Timeout = 300_000)]
    [InlineData("article")]
    [InlineData("asset")]
    [InlineData("text")]
    [InlineData("batch")]
    [InlineData("file")]
    [InlineData("attachment")]
    public async Task Word_of_a_deleted_source_is_on_no_route_from_the_receipt_on(string kind)
    {
        var marker = CanaryOrganization.Word();
        var owner = await First.NewOrganizationAsync();
        var webhook = (await owner.Admin.PostAsync("/api/v1/webhooks", new { url = "https://hooks.invalid/deletion" })).Expect(HttpStatusCode.Created).GetProperty("webhook").Id();
        var source = await AddAsync(owner, kind, marker);
        await CanaryOrganization.SettleAsync(owner);
        IReadOnlyList<Guid> ids = [.. await UseAsync(owner, webhook, marker), source.Id];
        var answered = new HashSet<(string, Guid)>();
        var shown = await ShownAsync(First, owner, ids, marker, (_, _) => true, answered);
        Assert.True(shown.Count >= RoutesThatShow, string.Join('\n', shown));

        var path = source.Path ?? $"/api/v1/documents/{await DocumentAsync(owner, marker)}";
        var receipt = await owner.Admin.DeleteAsync(path);

        Assert.True((int)receipt.Status is 200 or 204, receipt.Text);
        foreach (var server in Servers)
        {
            Assert.Equal([], await ShownAsync(server, owner, ids, marker, (route, id) => answered.Contains((route.Name, id)), []));
        }

        // Nor once all that followed from it is done.
        await CanaryOrganization.SettleAsync(owner);
        Assert.Equal([], await ShownAsync(Servers[^1], owner, ids, marker, (route, id) => answered.Contains((route.Name, id)), []));
        await AssertForgottenAsync(owner, ids[0], marker);
    }

    private static async Task<(Guid Id, string? Path)> AddAsync(TestOrganization owner, string kind, string marker)
    {
        var says = $"The harbour boat is painted with {marker} twice a year.";
        switch (kind)
        {
            case "article":
                var article = (await owner.Admin.PostAsync("/api/v1/articles", new { title = $"Boat paint {marker}", body = says, tags = new[] { marker } })).Expect(HttpStatusCode.Created).Id();
                return (article, $"/api/v1/articles/{article}");
            case "asset":
                var asset = (await owner.Admin.PostAsync("/api/v1/assets", new { name = $"Harbour boat {marker}", description = says, serial = marker })).Expect(HttpStatusCode.Created).Id();
                return (asset, $"/api/v1/assets/{asset}");
            case "text":
                var text = (await owner.Admin.PostAsync("/ingest/text", new { text_content = says, metadata = new { title = $"Boat paint {marker}", colour = marker } })).Expect(HttpStatusCode.OK);
                return (text.GetProperty("job_id").GetGuid(), null);
            case "batch":
                var batch = (await owner.Admin.PostAsync("/ingest/batch?sync=true", new { messages = new object[] { new { text = says, metadata = new { colour = marker } }, new { text = "Another message, about toner." } } })).Expect(HttpStatusCode.OK);
                return (batch.GetProperty("job_id").GetGuid(), null);
            case "file":
                var document = (await owner.Admin.SendAsync(HttpMethod.Post, "/ingest/file", UploadForms.Of($"{marker}.txt", Encoding.UTF8.GetBytes(says)))).Expect(HttpStatusCode.OK).GetProperty("documents")[0].GetGuid();
                return (document, $"/api/v1/documents/{document}");
            default:
                var ticket = (await owner.OpenTicketAsync(new { title = "Harbour boat", description = "The boat in the harbour has to be painted." })).Id();
                (await owner.Admin.PatchAsync($"/api/v1/tickets/{ticket}", new { status = "RESOLVED", resolution = "Painted." })).Expect(HttpStatusCode.OK);
                var file = (await owner.Admin.SendAsync(HttpMethod.Post, $"/api/v1/tickets/{ticket}/attachments", UploadForms.Of("paint.txt", Encoding.UTF8.GetBytes(says))))
                    .Expect(HttpStatusCode.Created).GetProperty("attachments")[0].Id();
                return (ticket, $"/api/v1/attachments/{file}");
        }
    }

    // Everything that makes something of it. The conversation comes first.
    private static async Task<IReadOnlyList<Guid>> UseAsync(TestOrganization owner, Guid webhook, string marker)
    {
        const string question = "What is the harbour boat painted with twice a year?";
        var chat = (await owner.Admin.PostAsync("/rag/chat", new { message = question })).Expect(HttpStatusCode.OK);
        Assert.Contains(marker, chat.GetRawText(), StringComparison.OrdinalIgnoreCase);
        var conversation = chat.GetProperty("conversation_id").GetGuid();
        (await owner.Admin.PostAsync("/rag/chat", new { message = "And how often?", conversation_id = conversation })).Expect(HttpStatusCode.OK);
        var query = (await owner.Admin.PostAsync("/api/v1/queries", new { query = question })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
        var ticket = (await owner.OpenTicketAsync(new { title = "Harbour boat", description = question })).Id();
        var solution = (await owner.Admin.PostAsync("/rag/solution", new { description = question })).Expect(HttpStatusCode.OK).GetProperty("answer_id").GetGuid();
        await CanaryOrganization.SettleAsync(owner);
        Assert.Contains(marker, (await owner.Admin.GetAsync($"/api/v1/queries/{query}")).Text, StringComparison.OrdinalIgnoreCase);
        return
        [
            conversation, query, ticket, solution, webhook,
            .. (await owner.JobsAsync()).DistinctBy(job => job.GetProperty("job_type").GetString()).Select(job => job.GetProperty("job_id").GetGuid()),
            .. Listed(await owner.Admin.GetAsync("/api/v1/documents"), "documents"),
            .. Listed(await owner.Admin.GetAsync("/api/v1/answers?limit=3"), "answers"),
            .. Listed(await owner.Admin.GetAsync($"/api/v1/webhooks/{webhook}/deliveries?limit=10"), "deliveries"),
        ];
    }

    private static IEnumerable<Guid> Listed(ApiReply reply, string member) => reply.Expect(HttpStatusCode.OK).GetProperty(member).EnumerateArray().Select(row => row.Id());

    private static async Task<Guid> DocumentAsync(TestOrganization owner, string marker) =>
        (await owner.RetrieveAsync($"boat painted {marker}"))[0].GetProperty("document_id").GetGuid();

    /// <param name="isAsked">What answered nothing before has nothing to answer now.</param>
    /// <param name="answered">Is told what did.</param>
    private static async Task<IReadOnlyCollection<string>> ShownAsync(
        ApiServer server, TestOrganization owner, IReadOnlyList<Guid> ids, string marker, Func<SweptRoute, Guid, bool> isAsked, HashSet<(string, Guid)> answered)
    {
        var shown = new SortedSet<string>(StringComparer.Ordinal);
        var reader = server.As(("x-api-key", owner.AdminKey));
        await foreach (var (route, id, reply) in new RouteSweep(server).SeeAsync(reader, [.. ids.Distinct()], $"What do you know of {marker}?", (route, id) => route.Reads && !route.IsForOperators && isAsked(route, id)))
        {
            if (reply.Status != HttpStatusCode.NotFound)
            {
                answered.Add((route.Name, id));
            }

            if (reply.Text.Contains(marker, StringComparison.OrdinalIgnoreCase))
            {
                shown.Add($"{route.Name}: {reply.Text}");
            }
        }

        return shown;
    }

    // A conversation goes on without it, streamed or whole.
    private async Task AssertForgottenAsync(TestOrganization owner, Guid conversation, string marker)
    {
        foreach (var accept in new[] { "application/json", "text/event-stream" })
        {
            using var http = new HttpClient { BaseAddress = Servers[^1].Address };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/rag/chat") { Content = JsonContent.Create(new { message = "What was that paint?", conversation_id = conversation }) };
            request.Headers.Add("x-api-key", owner.AdminKey);
            request.Headers.Add("Accept", accept);
            using var response = await http.SendAsync(request, Cancelled);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.DoesNotContain(marker, await response.Content.ReadAsStringAsync(Cancelled), StringComparison.OrdinalIgnoreCase);
        }
    }
}

public sealed class EmbeddedDeletionTests(ApiServers servers) : DeletionTests
{
    private protected override IReadOnlyList<ApiServer> Servers => [servers.Production];
}

public sealed class DistributedDeletionTests(TwoApisFixture product) : DeletionTests, IClassFixture<TwoApisFixture>
{
    private protected override IReadOnlyList<ApiServer> Servers => [product.First, product.Second];
}
