using System.ComponentModel.DataAnnotations;
using TicketRag.Core.Answers;

namespace TicketRag.Api.Rag;

/// <summary>A question, within a conversation or at the start of one.</summary>
public sealed record ChatRequest
{
    [Required]
    public required string Message { get; init; }

    /// <summary>From an earlier answer; left out, a new conversation begins.</summary>
    public Guid? ConversationId { get; init; }
}

/// <param name="Status"><c>answered</c> or <c>abstained</c>.</param>
/// <param name="Citations">When it abstained: the closest sources.</param>
public sealed record ChatResponse(string Answer, IReadOnlyList<Citation> Citations, Guid ConversationId, ReplyStatus Status, ReplyMode Mode)
{
    public static ChatResponse From(Guid conversation, Reply reply) => new(reply.Answer, reply.Citations, conversation, reply.Status, reply.Mode);
}

/// <summary>The data of an event <c>delta</c>.</summary>
public sealed record ChatDelta(string Text);

/// <summary>The data of an event <c>error</c>: a problem's title and detail.</summary>
public sealed record ChatProblem(string Title, string Detail);
