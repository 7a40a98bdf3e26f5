using TicketRag.Core.Tickets;

namespace TicketRag.Api.Tickets;

/// <summary>A file on a ticket. The file itself is at <c>/api/v1/attachments/{id}</c>.</summary>
/// <param name="SizeBytes">Of the file.</param>
/// <param name="Internal">For agents only.</param>
public sealed record AttachmentResponse(
    Guid Id, Guid TicketId, string FileName, string? ContentType, long SizeBytes, string Sha256, bool Internal, string AddedBy, DateTimeOffset CreatedAt)
{
    public static AttachmentResponse From(Attachment attachment) => new(
        attachment.Id, attachment.TicketId, attachment.FileName, attachment.ContentType, attachment.Length, attachment.BlobSha256, attachment.Internal,
        attachment.AddedBy, attachment.CreatedAt);
}

public sealed record AttachmentListResponse(IReadOnlyList<AttachmentResponse> Attachments);
