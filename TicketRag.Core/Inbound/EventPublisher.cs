using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TicketRag.Core.Connections;
using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Tickets;

namespace TicketRag.Core.Inbound;

/// <summary>Tells other systems of what happened here, where that is asked for: by a job of the same transaction, so that no event is lost or made up.</summary>
public sealed partial class EventPublisher(JobQueue jobs, Deployment deployment, IOptions<InboundOptions> options, ILogger<EventPublisher> logger)
{
    public Task TicketCreatedAsync(WriteScope write, Ticket ticket, CancellationToken cancellationToken) => PublishAsync(
        write, ticket.OrganizationId, EventNames.TicketCreated, "rag.process_ticket_created", company => new JsonObject
        {
            ["ticket_id"] = ticket.Number,
            ["company_id"] = company,
            ["title"] = ticket.Title,
            ["description"] = ticket.Description,
            ["category"] = ticket.Category ?? "",
            ["priority"] = SnakeCaseName.Of(ticket.Priority),
            ["created_at"] = Written(ticket.CreatedAt),
            ["need_admin"] = ticket.NeedAdmin,
            ["bert_category"] = null,
            ["bert_confidence"] = null,
            ["similarity_score"] = null,
            ["assigned_team_id"] = null,
        }, cancellationToken);

    /// <summary>Of files alone; <c>file_id</c> is the document's id. The file is had at its document, so both paths are empty.</summary>
    public Task FileUploadedAsync(WriteScope write, OrganizationId organization, AnnouncedDocument document, Guid documentId, CancellationToken cancellationToken) =>
        document.File is not { } file ? Task.CompletedTask : PublishAsync(
            write, organization, EventNames.FileUploaded, "rag.process_file_uploaded", company => new JsonObject
            {
                ["file_id"] = documentId,
                ["company_id"] = company,
                ["file_path"] = "",
                ["file_relative_path"] = "",
                ["original_name"] = file.FileName,
                ["kind"] = KindOf(file.FileName),
                ["size_bytes"] = file.Length,
                ["content_type"] = file.ContentType ?? "application/octet-stream",
                ["uploaded_at"] = Written(write.Db.Now),
            }, cancellationToken);

    public Task FileDeletedAsync(WriteScope write, Document document, CancellationToken cancellationToken) =>
        document.SourceKind != SourceKind.File ? Task.CompletedTask : PublishAsync(
            write, document.OrganizationId, EventNames.FileDeleted, "rag.process_file_deleted", company => new JsonObject
            {
                ["file_id"] = document.Id,
                ["company_id"] = company,
            }, cancellationToken);

    private async Task PublishAsync(
        WriteScope write, OrganizationId organization, string name, string task, Func<long, JsonObject> describe, CancellationToken cancellationToken)
    {
        if (!options.Value.Publish)
        {
            return;
        }

        if (deployment.IsEmbedded)
        {
            LogNoBroker(logger, task);
            return;
        }

        var company = await write.Db.Organizations.Where(row => row.Id == organization).Select(row => row.Number).SingleAsync(cancellationToken);
        var members = describe(company);
        members.Insert(0, "event", name);
        members.Insert(1, "event_id", Guid.CreateVersion7());
        await jobs.EnqueueAsync(
            write, organization, new(JobKind.EventPublication, JobArgs.Write(new PublicationArgs(members.ToJsonString()))) { MaxAttempts = 20 }, cancellationToken);
    }

    private static string Written(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static string KindOf(string fileName) => Path.GetExtension(fileName).ToLowerInvariant() switch
    {
        ".docx" or ".doc" => "word",
        ".xlsx" or ".xls" or ".xlsb" => "excel",
        var other => other.TrimStart('.'),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "RAG broker not configured; skipping task={TaskName}")]
    private static partial void LogNoBroker(ILogger logger, string taskName);
}
