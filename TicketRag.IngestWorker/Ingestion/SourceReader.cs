using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Knowledge;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Tickets;

namespace TicketRag.IngestWorker.Ingestion;

/// <summary>Reads a ticket, article or asset as a document: which parts it has, and who may see each.</summary>
public sealed class SourceReader(AppDb db, AttachmentReader attachments)
{
    /// <returns>Null where the row is gone.</returns>
    public async Task<SourceDocument?> ReadAsync(SourceKind kind, Guid id, CancellationToken cancellationToken) => kind switch
    {
        SourceKind.Ticket => await TicketAsync(id, cancellationToken),
        SourceKind.Article => await db.Articles.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } article ? Of(article) : null,
        SourceKind.Asset => await db.Assets.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } asset ? Of(asset) : null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Has no row to be read from."),
    };

    /// <summary>Whether the row is still there.</summary>
    public Task<bool> ExistsAsync(SourceKind kind, Guid id, CancellationToken cancellationToken) => kind switch
    {
        SourceKind.Ticket => db.Tickets.AnyAsync(row => row.Id == id, cancellationToken),
        SourceKind.Article => db.Articles.AnyAsync(row => row.Id == id, cancellationToken),
        SourceKind.Asset => db.Assets.AnyAsync(row => row.Id == id, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Has no row to be read from."),
    };

    private async Task<SourceDocument?> TicketAsync(Guid id, CancellationToken cancellationToken)
    {
        var ticket = await db.Tickets.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (ticket is null)
        {
            return null;
        }

        var comments = await db.Comments.AsNoTracking().Where(row => row.TicketId == id).OrderBy(row => row.Id).ToListAsync(cancellationToken);

        // A ticket is its requester's own; what agents note among themselves is theirs.
        var audience = ticket.RequesterEmail is { Length: > 0 } requester ? Audience.Owner(requester) : Audience.Agents;
        var sections = new List<SourceSection> { new(TicketSections.Description, ticket.Description, audience) };
        sections.AddRange(comments.Select(comment => comment.Internal
            ? new SourceSection(TicketSections.InternalNote, comment.Body, Audience.Agents)
            : new SourceSection(TicketSections.Comment, comment.Body, audience)));
        sections.AddRange(await attachments.ReadAsync(id, audience, cancellationToken));
        if (!string.IsNullOrWhiteSpace(ticket.Resolution))
        {
            sections.Add(new(TicketSections.Resolution, ticket.Resolution, audience));
        }

        return new()
        {
            Kind = SourceKind.Ticket,
            SourceId = id,
            Title = ticket.Title,
            State = ticket.IsSolved ? TicketStates.Solved : TicketStates.Unsolved,
            Audience = audience,
            Tags = ticket.Tags,
            Sections = sections,
        };
    }

    private static SourceDocument Of(Article article) => new()
    {
        Kind = SourceKind.Article,
        SourceId = article.Id,
        Title = article.Title,
        Audience = article.Audience,
        Tags = article.Tags,
        Sections = [new(null, article.Body, article.Audience)],
    };

    private static SourceDocument Of(Asset asset) => new()
    {
        Kind = SourceKind.Asset,
        SourceId = asset.Id,
        Title = asset.Name,
        Audience = Audience.Agents,
        Tags = asset.Tags,
        Sections =
        [
            new(null, string.Join('\n', new[] { asset.Kind, asset.Serial, asset.Description }.Where(part => !string.IsNullOrWhiteSpace(part))), Audience.Agents),
        ],
    };
}
