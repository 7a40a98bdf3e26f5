using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Inbound;

/// <summary>
/// Takes events in, from whatever channel: once for each id, in one transaction with the job that deals with it. What can't be dealt with is kept
/// aside with the reason, and never lost.
/// </summary>
public sealed class EventIntake(IServiceScopeFactory scopes)
{
    /// <summary>The number of the organization that an event is for; null where it names none.</summary>
    public static long? CompanyOf(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("company_id", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    /// <param name="text">As it came.</param>
    /// <param name="channel">See <see cref="InboundEvent.Channel"/>.</param>
    public async Task<EventReception> ReceiveAsync(string text, string channel, CancellationToken cancellationToken)
    {
        JsonElement body;
        try
        {
            body = JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            return await KeepAsideAsync(OrganizationId.System, text, channel, null, null, "it is no JSON", cancellationToken);
        }

        return await ReceiveAsync(body, text, channel, cancellationToken);
    }

    private async Task<EventReception> ReceiveAsync(JsonElement body, string text, string channel, CancellationToken cancellationToken)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return await KeepAsideAsync(OrganizationId.System, text, channel, null, null, "it is no JSON object", cancellationToken);
        }

        var members = new EventMembers(body);
        var (name, id) = (Lenient(() => members.Text("event")), Lenient(() => members.Id("event_id")));
        var organization = await OrganizationAsync(CompanyOf(body), cancellationToken);
        if (organization is null)
        {
            var reason = CompanyOf(body) is { } number ? $"company_id {number} is not known" : "company_id is missing, null or no whole number";
            return await KeepAsideAsync(OrganizationId.System, text, channel, name, id, reason, cancellationToken);
        }

        try
        {
            if (id is not { } eventId)
            {
                throw new EventRefusedException("event_id is missing or no UUID");
            }

            return await DealWithAsync(organization, name, eventId, members, channel, cancellationToken);
        }
        catch (EventRefusedException refused)
        {
            return await KeepAsideAsync(organization.Id, text, channel, name, id, refused.Message, cancellationToken);
        }
    }

    private async Task<EventReception> DealWithAsync(
        Organization organization, string? name, Guid eventId, EventMembers members, string channel, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(organization.Id);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var events = scope.ServiceProvider.GetRequiredService<EventHandling>();
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (!await TakeAsync(db, organization.Id, eventId, name, channel, cancellationToken))
        {
            var known = await db.InboundEvents.AsNoTracking().FirstAsync(row => row.EventId == eventId && row.Reason == null, cancellationToken);
            return new EventReception.Duplicate(eventId, known.JobId);
        }

        var job = await events.HandleAsync(write, organization, name, members, cancellationToken);
        await db.InboundEvents.Where(row => row.EventId == eventId && row.Reason == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.JobId, job), cancellationToken);
        await write.CommitAsync(cancellationToken);
        return new EventReception.Accepted(eventId, job);
    }

    // Of two that come at the same moment the second waits for the first's commit.
    private static async Task<bool> TakeAsync(AppDb db, OrganizationId organization, Guid eventId, string? name, string channel, CancellationToken cancellationToken)
    {
        var sql =
            $$"""
            INSERT INTO inbound_events (id, organization_id, event_id, name, channel, received_at) VALUES ({0}, {1}, {2}, {3}, {4}, {{db.Dialect.Now}})
            ON CONFLICT (organization_id, event_id) WHERE event_id IS NOT NULL AND reason IS NULL DO NOTHING
            """;
        return await db.Database.ExecuteSqlRawAsync(sql, [Guid.CreateVersion7(), organization.Value, eventId, name!, channel], cancellationToken) == 1;
    }

    private async Task<EventReception> KeepAsideAsync(
        OrganizationId organization, string text, string channel, string? name, Guid? eventId, string reason, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(organization);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await using var write = await db.BeginWriteAsync(cancellationToken);
        db.InboundEvents.Add(new()
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = organization,
            EventId = eventId,
            Name = name is null ? null : TextCut.AtMost(name, 100),
            Channel = channel,
            Reason = TextCut.AtMost(reason, InboundEvent.MaxReasonLength),
            Payload = text.Replace("\0", "", StringComparison.Ordinal),
            ReceivedAt = db.Now,
        });
        await write.CommitAsync(cancellationToken);
        return new EventReception.KeptAside(eventId, reason);
    }

    private async Task<Organization?> OrganizationAsync(long? number, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return number is null ? null
            : await scope.ServiceProvider.GetRequiredService<AppDb>().Organizations.AsNoTracking().SingleOrDefaultAsync(row => row.Number == number, cancellationToken);
    }

    private AsyncServiceScope ScopeOf(OrganizationId organization)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(organization);
        return scope;
    }

    private static T? Lenient<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (EventRefusedException)
        {
            return default;
        }
    }
}
