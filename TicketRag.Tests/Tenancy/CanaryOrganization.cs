using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Tenancy;

/// <summary>An organization with a word of its own in everything that it has, and another in what its agents note among themselves.</summary>
/// <param name="Ids">Of everything that a route could be asked for.</param>
internal sealed record CanaryOrganization(TestOrganization Owner, string Canary, string Note, IReadOnlyCollection<Guid> Ids)
{
    public static async Task<CanaryOrganization> FillAsync(TestOrganization owner)
    {
        var (canary, note) = (Word(), Word());
        var admin = owner.Admin;
        var webhook = (await admin.PostAsync("/api/v1/webhooks", new { url = "https://hooks.invalid/canary", description = canary })).Expect(HttpStatusCode.Created).GetProperty("webhook").Id();
        var ticket = (await owner.OpenTicketAsync(new { title = $"Ticket {canary}", description = $"About {canary}.", requester_email = "ann@example.com", tags = new[] { canary }, metadata = new { word = canary } })).Id();
        (await admin.PostAsync($"/api/v1/tickets/{ticket}/comments", new { body = $"Only among us: {note} {canary}", @internal = true })).Expect(HttpStatusCode.Created);
        var attached = (await admin.SendAsync(HttpMethod.Post, $"/api/v1/tickets/{ticket}/attachments", UploadForms.Of($"{note}.txt", Encoding.UTF8.GetBytes($"Attached for agents: {note} {canary}."), ("internal", "true"))))
            .Expect(HttpStatusCode.Created).GetProperty("attachments")[0].Id();
        (await admin.PatchAsync($"/api/v1/tickets/{ticket}", new { status = "RESOLVED", resolution = $"Solved with {canary}." })).Expect(HttpStatusCode.OK);
        var article = (await admin.PostAsync("/api/v1/articles", new { title = $"Article {canary}", body = $"{note} {canary} for agents.", audience = "agents" })).Expect(HttpStatusCode.Created).Id();
        var asset = (await admin.PostAsync("/api/v1/assets", new { name = $"Asset {canary}", description = $"With {canary}.", serial = note })).Expect(HttpStatusCode.Created).Id();
        (await admin.PostAsync("/ingest/text", new { text_content = $"A text with {canary} in it.", metadata = new { word = canary } })).Expect(HttpStatusCode.OK);
        (await admin.SendAsync(HttpMethod.Post, "/ingest/file", UploadForms.Of($"{canary}.txt", Encoding.UTF8.GetBytes($"A file that says {canary} aloud.")))).Expect(HttpStatusCode.OK);
        await NoteEventAsync(owner, canary);
        var open = (await owner.OpenTicketAsync(new { title = $"Another about {canary}", description = $"What is {canary}?" })).Id();
        var query = (await admin.PostAsync("/api/v1/queries", new { query = $"What is {canary}?" })).Expect(HttpStatusCode.Accepted).GetProperty("job_id").GetGuid();
        var chat = (await admin.PostAsync("/rag/chat", new { message = $"What is {canary}?" })).Expect(HttpStatusCode.OK).GetProperty("conversation_id").GetGuid();
        (await admin.PostAsync($"/api/v1/webhooks/{webhook}/test", new { })).Expect(HttpStatusCode.Accepted);
        await SettleAsync(owner);
        return new(owner, canary, note, [webhook, ticket, attached, article, asset, open, query, chat, await JobAsync(owner, canary, JobState.Failed), await JobAsync(owner, canary, JobState.Pending), .. await ListedAsync(owner, webhook)]);
    }

    /// <summary>Until all is done but what is to be told to an address that leads nowhere.</summary>
    public static async Task SettleAsync(TestOrganization owner)
    {
        foreach (var state in new[] { "pending", "running" })
        {
            foreach (var job in (await owner.JobsAsync($"status={state}")).Where(job => job.Text("job_type") != JobKind.WebhookDelivery))
            {
                await owner.Server.EndOfAsync(owner.Id, job.GetProperty("job_id").GetGuid());
            }
        }
    }

    /// <summary>Letters alone: no word of any language, and no code either.</summary>
    public static string Word() => "zq" + string.Concat(Guid.CreateVersion7().ToString("N")[18..].Select(digit => (char)('a' + Convert.ToInt32(digit.ToString(), 16))));

    // What has no id that its maker was told; one of each, since every route is asked for every id.
    private static async Task<IEnumerable<Guid>> ListedAsync(TestOrganization owner, Guid webhook)
    {
        var documents = (await owner.Admin.GetAsync("/api/v1/documents?source_type=text,file,ticket")).Expect(HttpStatusCode.OK).GetProperty("documents").EnumerateArray();
        var deliveries = (await owner.Admin.GetAsync($"/api/v1/webhooks/{webhook}/deliveries?limit=1")).Expect(HttpStatusCode.OK).GetProperty("deliveries").EnumerateArray();
        var jobs = (await owner.JobsAsync()).Where(job => job.Text("job_type") is "file_ingestion" or "ticket_solution").DistinctBy(job => job.Text("job_type")).Select(job => job.GetProperty("job_id").GetGuid());
        var answers = (await owner.Admin.GetAsync("/api/v1/answers?limit=1")).Expect(HttpStatusCode.OK).GetProperty("answers").EnumerateArray();
        return [.. documents.Concat(deliveries).Concat(answers).Select(row => row.Id()), .. jobs];
    }

    // Of no known kind, so it is kept aside and listed.
    private static async Task NoteEventAsync(TestOrganization owner, string canary)
    {
        await using var scope = owner.Server.ScopeOf(owner.Id);
        var number = await scope.ServiceProvider.GetRequiredService<AppDb>().Organizations.Where(row => row.Id == owner.Id).Select(row => row.Number).SingleAsync(TestContext.Current.CancellationToken);
        (await owner.Admin.PostAsync("/api/v1/events", new { @event = "canary", event_id = Guid.CreateVersion7(), company_id = number, word = canary })).Expect(HttpStatusCode.Accepted);
    }

    // One that failed, and one that waits until tomorrow.
    private static async Task<Guid> JobAsync(TestOrganization owner, string canary, JobState state)
    {
        await using var scope = owner.Server.ScopeOf(owner.Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var job = new Job
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = owner.Id,
            Kind = JobKind.TextIngestion,
            Priority = JobPriority.Normal,
            State = state,
            RunAt = db.Now.AddDays(1),
            Args = "{}",
            Attempt = state == JobState.Failed ? 1 : 0,
            MaxAttempts = 1,
            CreatedAt = db.Now,
            EndedAt = state == JobState.Failed ? db.Now : null,
            Error = $"it broke on {canary}",
        };
        db.Jobs.Add(job);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return job.Id;
    }
}
