using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Tickets;

namespace TicketRag.Core.Inbound;

/// <summary>What each event means here.</summary>
internal sealed class EventHandling(JobQueue jobs, TicketDesk tickets, IOptions<InboundOptions> options)
{
    private const string Actor = "event";
    private const string UntitledTicket = "Untitled ticket";

    /// <returns>The job that deals with it; null where none has to.</returns>
    /// <exception cref="EventRefusedException">It can't be dealt with.</exception>
    public Task<Guid?> HandleAsync(WriteScope write, Organization organization, string? name, EventMembers members, CancellationToken cancellationToken) => name switch
    {
        EventNames.FileUploaded => FileUploadedAsync(write, organization, members, cancellationToken),
        EventNames.FileDeleted => FileDeletedAsync(write, organization, members, cancellationToken),
        EventNames.TicketCreated => TicketCreatedAsync(write, organization, members, cancellationToken),
        null or "" => throw new EventRefusedException("event is missing"),
        _ => throw new EventRefusedException($"the event '{TextCut.AtMost(name, 100)}' is not known"),
    };

    private async Task<Guid?> FileUploadedAsync(WriteScope write, Organization organization, EventMembers members, CancellationToken cancellationToken)
    {
        var fileId = members.Id("file_id") ?? throw new EventRefusedException("file_id is missing");
        if (members.Text("kind") is { } kind && !EventNames.FileKinds.Contains(kind))
        {
            throw new EventRefusedException($"kind '{TextCut.AtMost(kind, 50)}' is none of {string.Join(", ", EventNames.FileKinds)}");
        }

        var (path, relative) = (members.Text("file_path"), members.Text("file_relative_path"));
        var name = FileNameOf(members.Text("original_name"), path, relative);
        var args = new FileEventArgs(fileId, path, relative, name, members.Text("content_type"), options.Value.Audience, organization.Slug);
        var job = await jobs.EnqueueAsync(write, organization.Id, new(JobKind.EventFile, JobArgs.Write(args)) { Source = EventNames.Source }, cancellationToken);
        await DocumentIntake.AnnounceAsync(
            write, organization.Id, new(SourceKind.File, fileId, name, Audience.Parse(args.Audience)) { Source = EventNames.Source }, job, cancellationToken);
        return job;
    }

    private async Task<Guid?> FileDeletedAsync(WriteScope write, Organization organization, EventMembers members, CancellationToken cancellationToken)
    {
        var fileId = members.Id("file_id") ?? throw new EventRefusedException("file_id is missing");
        return await jobs.EnqueueAsync(
            write, organization.Id, new(JobKind.EventFileDeletion, JobArgs.Write(new FileDeletionArgs(fileId))) { Source = EventNames.Source }, cancellationToken);
    }

    private Task<Guid?> TicketCreatedAsync(WriteScope write, Organization organization, EventMembers members, CancellationToken cancellationToken)
    {
        var number = members.Whole("ticket_id") is { } given and > 0 ? given : throw new EventRefusedException("ticket_id is missing, or no number from 1 on");
        var (title, description) = (members.Text("title"), members.Text("description"));
        if (string.IsNullOrWhiteSpace(title) && string.IsNullOrWhiteSpace(description))
        {
            throw new EventRefusedException("title and description are both missing");
        }

        var ticket = new NewTicket(
            TextCut.AtMost(string.IsNullOrWhiteSpace(title) ? UntitledTicket : title.Trim(), Ticket.MaxTitleLength), string.IsNullOrWhiteSpace(description) ? title! : description)
        {
            Number = number,
            Category = members.Text("category") is { Length: > 0 } category ? TextCut.AtMost(category, 100) : null,
            Priority = EventNames.PriorityOf(members.Text("priority")),
            NeedAdmin = members.Flag("need_admin") ?? false,
            Metadata = MetadataOf(members),
        };
        return tickets.EnsureAsync(write, organization.Id, Actor, ticket, cancellationToken);
    }

    private static string? MetadataOf(EventMembers members)
    {
        var kept = new JsonObject();
        Keep("priority", members.Text("priority") is { } priority && !EventNames.IsOwnPriority(priority) ? priority : null);
        Keep("created_at", members.Text("created_at"));
        Keep("bert_category", members.Text("bert_category"));
        Keep("bert_confidence", members.Number("bert_confidence"));
        Keep("similarity_score", members.Number("similarity_score"));
        Keep("assigned_team_id", members.Whole("assigned_team_id"));
        return kept.Count == 0 ? null : kept.ToJsonString();

        void Keep(string name, JsonNode? value)
        {
            if (value is not null)
            {
                kept[name] = value;
            }
        }
    }

    private static string FileNameOf(params string?[] names)
    {
        foreach (var name in names)
        {
            var last = name?.Split('/', '\\')[^1].Trim();
            if (!string.IsNullOrEmpty(last))
            {
                return TextCut.AtMost(new string([.. last.Where(c => !char.IsControl(c))]), OriginalFile.MaxNameLength);
            }
        }

        return "file";
    }
}
