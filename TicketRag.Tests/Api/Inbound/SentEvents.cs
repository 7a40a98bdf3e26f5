using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Inbound;

/// <summary>Events as another system sends them.</summary>
internal static class SentEvents
{
    public static object Uploaded(long company, Guid fileId, string relative, string absolute = "") => new
    {
        @event = "file_uploaded",
        event_id = Guid.CreateVersion7(),
        file_id = fileId,
        company_id = company,
        file_path = absolute,
        file_relative_path = relative,
        original_name = Path.GetFileName(relative.Length > 0 ? relative : absolute),
        kind = "word",
        size_bytes = 10,
        content_type = "text/plain",
        uploaded_at = (string?)null,
        something_new = true,
    };

    public static object Created(long company, long number, string priority) => new
    {
        @event = "ticket.created",
        event_id = Guid.CreateVersion7(),
        ticket_id = number,
        company_id = company,
        title = "Tray stuck",
        description = "The tray does not open any more.",
        category = "front",
        priority,
        created_at = "2026-01-01T00:00:00Z",
        need_admin = true,
        bert_category = "printers",
        bert_confidence = 0.93,
        similarity_score = 0.5,
        assigned_team_id = 7,
    };

    /// <summary>An organization with its number.</summary>
    public static async Task<(TestOrganization Organization, long Company)> NewCompanyAsync(this ApiServer server)
    {
        var organization = await server.NewOrganizationAsync();
        return (organization, await organization.CompanyAsync());
    }

    public static async Task<long> CompanyAsync(this TestOrganization organization)
    {
        await using var scope = organization.Server.ScopeOf(organization.Id);
        return await scope.ServiceProvider.GetRequiredService<AppDb>().Organizations.Where(row => row.Id == organization.Id).Select(row => row.Number).SingleAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<JsonElement> SendEventAsync(this TestOrganization organization, object body) =>
        (await organization.Admin.PostAsync("/api/v1/events", body)).Expect(HttpStatusCode.Accepted);

    public static async Task<IReadOnlyList<JsonElement>> DocumentsAsync(this TestOrganization organization) =>
        [.. (await organization.Admin.GetAsync("/api/v1/documents")).Expect(HttpStatusCode.OK).GetProperty("documents").EnumerateArray()];
}
