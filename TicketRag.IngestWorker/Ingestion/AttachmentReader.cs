using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Tickets;
using TicketRag.IngestWorker.Extraction;

namespace TicketRag.IngestWorker.Ingestion;

/// <summary>The texts of a ticket's files, each with those who may see it. A file that can't be read, a picture say, stays an attachment and no more.</summary>
public sealed partial class AttachmentReader(AppDb db, IBlobStore blobs, FileExtraction extraction, ILogger<AttachmentReader> logger)
{
    /// <param name="audience">The ticket's; internal files are for agents.</param>
    public async Task<IReadOnlyList<SourceSection>> ReadAsync(Guid ticketId, Audience audience, CancellationToken cancellationToken)
    {
        var attachments = await db.Attachments.AsNoTracking().Where(row => row.TicketId == ticketId).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        var sections = new List<SourceSection>();
        foreach (var attachment in attachments)
        {
            if (await ReadAsync(attachment, cancellationToken) is { } read)
            {
                sections.Add(new($"{TicketSections.Attachment}: {attachment.FileName}", read.Text, attachment.Internal ? Audience.Agents : audience) { Blocks = read.Blocks });
            }
        }

        return sections;
    }

    private async Task<ExtractedDocument?> ReadAsync(Attachment attachment, CancellationToken cancellationToken)
    {
        await using var content = await blobs.OpenAsync(attachment.OrganizationId, attachment.BlobSha256, cancellationToken);
        if (content is null)
        {
            return null;
        }

        try
        {
            return await extraction.ExtractAsync(content, attachment.FileName, attachment.ContentType, cancellationToken);
        }
        catch (ExtractionException refused)
        {
            LogLeftOut(logger, attachment.Id, attachment.TicketId, refused.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Attachment {AttachmentId} of ticket {TicketId} is not indexed: {Reason}")]
    private static partial void LogLeftOut(ILogger logger, Guid attachmentId, Guid ticketId, string reason);
}
