using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Api.Ingestion;
using TicketRag.Api.Validation;
using TicketRag.Core.Answers;
using TicketRag.Core.Organizations;

namespace TicketRag.Api.Rag;

/// <summary>Questions and answers in conversations, whole or as they come.</summary>
internal static partial class ChatEndpoints
{
    public const string DeltaType = "delta";
    public const string CitationType = "citation";
    public const string DoneType = "done";
    public const string ErrorType = "error";

    private const string EventStream = "text/event-stream";

    public static void MapChat(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/rag/chat", Chat).WithTags("RAG").RequireAuthorization(Policies.Viewer).AddFilter<RagSwitch>()
            .WithSummary("Ask a question, within a conversation or not")
            .WithDescription("Answers as JSON, or with 'Accept: text/event-stream' as server-sent events: 'delta' and 'citation' as they come, then 'done' with the whole, or 'error'. Closing the connection stops the model.")
            .Produces<ChatResponse>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> Chat(
        ChatRequest request, HttpContext context, Caller caller, ConversationDesk desk, IOptions<TextLimits> limits, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (request.Message.Length > limits.Value.MaxQueryLength)
        {
            return Problems.TooLarge("message", limits.Value.MaxQueryLength);
        }

        IReadOnlyList<Exchange> history = [];
        if (request.ConversationId is { } known)
        {
            if (await desk.RecallAsync(caller, known, cancellationToken) is not { } recalled)
            {
                return Problems.NotFound("conversation");
            }

            history = recalled;
        }

        var conversation = request.ConversationId ?? Guid.CreateVersion7();
        var parts = desk.AskAsync(caller, conversation, request.Message, history, cancellationToken);
        if (WantsEvents(context.Request))
        {
            context.Response.Headers["X-Accel-Buffering"] = "no";
            return TypedResults.ServerSentEvents(EventsAsync(conversation, parts, loggers.CreateLogger(typeof(ChatEndpoints)), cancellationToken));
        }

        return TypedResults.Ok(ChatResponse.From(conversation, (await parts.OfType<ReplyPart.Done>().SingleAsync(cancellationToken)).Reply));
    }

    private static bool WantsEvents(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals(EventStream, StringComparison.OrdinalIgnoreCase) && accepted.Quality is null or > 0);

    private static async IAsyncEnumerable<SseItem<object>> EventsAsync(
        Guid conversation, IAsyncEnumerable<ReplyPart> parts, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var each = parts.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            SseItem<object>? item;
            try
            {
                item = await each.MoveNextAsync() ? Item(conversation, each.Current) : null;
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                // The status is long gone: the client hears of it here.
                LogBroken(logger, broken);
                item = new(new ChatProblem("The answer broke off", "Something went wrong here. Ask again; the logs say what it was."), ErrorType);
            }

            if (item is not { } next)
            {
                yield break;
            }

            yield return next;
            if (next.EventType == ErrorType)
            {
                yield break;
            }
        }
    }

    private static SseItem<object> Item(Guid conversation, ReplyPart part) => part switch
    {
        ReplyPart.Delta delta => new(new ChatDelta(delta.Text), DeltaType),
        ReplyPart.Cited cited => new(cited.Citation, CitationType),
        ReplyPart.Done done => new(ChatResponse.From(conversation, done.Reply), DoneType),
        _ => throw new NotSupportedException(part.GetType().Name),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "A streamed answer broke off")]
    private static partial void LogBroken(ILogger logger, Exception exception);
}
