using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using TicketRag.Api.Validation;
using TicketRag.Core.Answers;
using TicketRag.Core.Persistence;
using TicketRag.Core.Tickets;

namespace TicketRag.Api.Tickets;

/// <summary>A ticket to be opened.</summary>
public sealed record OpenTicketRequest
{
    [Required, StringLength(Ticket.MaxTitleLength, MinimumLength = 1)]
    public required string Title { get; init; }

    [Required]
    public required string Description { get; init; }

    [StringLength(100)]
    public string? Category { get; init; }

    public TicketPriority? Priority { get; init; }

    /// <summary><c>open</c> (the default) or <c>ACCEPTED</c>.</summary>
    public TicketStatus? Status { get; init; }

    public bool? NeedAdmin { get; init; }

    [EmailAddress, StringLength(320)]
    public string? RequesterEmail { get; init; }

    [TagList]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>A JSON object of your own, returned as it is.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>What to change; members that are left out stay as they are.</summary>
public sealed record ChangeTicketRequest
{
    [NotBlank, StringLength(Ticket.MaxTitleLength)]
    public string? Title { get; init; }

    [NotBlank]
    public string? Description { get; init; }

    [StringLength(100)]
    public string? Category { get; init; }

    public TicketPriority? Priority { get; init; }

    public TicketStatus? Status { get; init; }

    public bool? NeedAdmin { get; init; }

    [EmailAddress, StringLength(320)]
    public string? RequesterEmail { get; init; }

    [TagList]
    public IReadOnlyList<string>? Tags { get; init; }

    public JsonElement? Metadata { get; init; }

    /// <summary>What solved it; wanted when the ticket becomes RESOLVED.</summary>
    public string? Resolution { get; init; }
}

public sealed record AddCommentRequest
{
    [Required]
    public required string Body { get; init; }

    /// <summary>Who says it; by default the caller.</summary>
    [StringLength(200)]
    public string? Author { get; init; }

    /// <summary>For agents only; false by default.</summary>
    public bool? Internal { get; init; }
}

public sealed record TicketResponse(
    Guid Id,
    long Number,
    string Title,
    string Description,
    string? Category,
    TicketPriority Priority,
    TicketStatus Status,
    bool NeedAdmin,
    string? RequesterEmail,
    IReadOnlyList<string> Tags,
    JsonElement? Metadata,
    string? Resolution,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset? ResponseDueAt,
    DateTimeOffset? ResolutionDueAt,
    DateTimeOffset? ResolvedAt)
{
    public static TicketResponse From(Ticket ticket) => new(
        ticket.Id, ticket.Number, ticket.Title, ticket.Description, ticket.Category, ticket.Priority, ticket.Status, ticket.NeedAdmin,
        ticket.RequesterEmail, ticket.Tags, JsonObjects.Parse(ticket.Metadata), ticket.Resolution, ticket.CreatedAt, ticket.UpdatedAt,
        ticket.AcceptedAt, ticket.ResponseDueAt, ticket.ResolutionDueAt, ticket.ResolvedAt);
}

/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last.</param>
public sealed record TicketListResponse(IReadOnlyList<TicketResponse> Tickets, string? Next);

public sealed record CommentResponse(Guid Id, string Author, string Body, bool Internal, DateTimeOffset CreatedAt)
{
    public static CommentResponse From(Comment comment) => new(comment.Id, comment.Author, comment.Body, comment.Internal, comment.CreatedAt);
}

public sealed record CommentListResponse(IReadOnlyList<CommentResponse> Comments);

public sealed record AuditEntryResponse(Guid Id, string Action, string Actor, JsonElement? Details, DateTimeOffset At);

public sealed record AuditResponse(IReadOnlyList<AuditEntryResponse> Entries);

/// <summary>The suggested solution of a ticket.</summary>
/// <param name="Citations">When it abstained: the closest sources.</param>
public sealed record SolutionResponse(
    SolutionStatus Status,
    Guid TicketId,
    IReadOnlyList<AnswerStep> Steps,
    IReadOnlyList<Citation> Citations,
    AnswerMode? Mode,
    string? Reason,
    Guid? JobId,
    DateTimeOffset UpdatedAt)
{
    private const string SourceGone = "A source of this solution is gone";

    public static async Task<SolutionResponse> FromAsync(AppDb db, Solution solution, CancellationToken cancellationToken)
    {
        var answer = solution.Answer is null ? null : AnswerJson.Read(solution.Answer);
        return answer is null || await CitedSources.AreThereAsync(db, answer.DocumentIds(), cancellationToken)
            ? new(solution.Status, solution.TicketId, answer?.Steps ?? [], answer?.Citations ?? [], answer?.Mode, solution.Reason, solution.JobId, solution.UpdatedAt)
            : new(SolutionStatus.Abstained, solution.TicketId, [], [], answer.Mode, SourceGone, solution.JobId, solution.UpdatedAt);
    }
}
