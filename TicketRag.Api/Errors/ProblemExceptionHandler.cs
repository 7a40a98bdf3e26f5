using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Connections;
using TicketRag.Core.Idempotency;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Errors;

/// <summary>Unexpected exceptions as problem details that tell the client what it can mend, and nothing of the inside.</summary>
internal sealed partial class ProblemExceptionHandler(IProblemDetailsService problems, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    // PostgreSQL's character_not_in_repertoire: a NUL in what came by the address or in a header.
    private const string InvalidText = "22021";

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var (status, detail) = exception switch
        {
            BadHttpRequestException { InnerException: JsonException json } => (StatusCodes.Status400BadRequest, Explain(json)),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (StatusCodes.Status413PayloadTooLarge, "The request's body is too large."),
            BadHttpRequestException bad => (bad.StatusCode, ExplainBinding(bad)),
            JobPayloadTooLargeException large => (StatusCodes.Status413PayloadTooLarge, large.Message),
            InvalidDataException => (StatusCodes.Status400BadRequest, "The form could not be read to its end, or is larger than a form may be."),
            DbUpdateConcurrencyException => (StatusCodes.Status409Conflict, "Somebody else changed it at the same moment: read it again and repeat the change."),
            IdempotentResultGoneException => (StatusCodes.Status409Conflict, "What this Idempotency-Key made has been deleted since. Use a new key to make it again."),
            IdempotencyKeyReusedException => (StatusCodes.Status422UnprocessableEntity, "This Idempotency-Key was sent before with another request. Use a new key for a new request."),
            DependencyUnavailableException down => (StatusCodes.Status503ServiceUnavailable, $"{down.Dependency} is not available just now."),
            _ when DatabaseOutage.Cause(exception)?.SqlState == InvalidText => (StatusCodes.Status400BadRequest, JsonSettings.NulCharacter),
            _ when DatabaseOutage.Is(exception) => (StatusCodes.Status503ServiceUnavailable, "The database does not answer just now: try again shortly."),
            OperationCanceledException when context.RequestAborted.IsCancellationRequested => (StatusCodes.Status499ClientClosedRequest, "The client went away."),
            _ => (StatusCodes.Status500InternalServerError, "Something went wrong here. The trace id finds it in the logs."),
        };
        if (status >= 500)
        {
            // Handled exceptions are not logged by the framework any more.
            LogFailed(logger, exception, context.Request.Method, context.Request.Path);
        }

        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        context.Response.StatusCode = status;
        return await problems.TryWriteAsync(new() { HttpContext = context, ProblemDetails = { Status = status, Detail = detail }, Exception = exception });
    }

    private static string Explain(JsonException exception)
    {
        var path = exception.Path is { Length: > 1 } at ? at[2..] : null;
        if (UnknownMember().Match(exception.Message) is { Success: true } unknown)
        {
            return $"The member '{unknown.Groups[1].Value}' is not known here. Remove it, or check its spelling: names are snake_case.";
        }

        if (MissingMembers().Match(exception.Message) is { Success: true } missing)
        {
            return $"Required members are missing: {missing.Groups[1].Value}.";
        }

        if (Duplicate().Match(exception.Message) is { Success: true } duplicate)
        {
            return $"The member '{duplicate.Groups[1].Value}' is there more than once.";
        }

        if (exception.Message.StartsWith(JsonSettings.NulCharacter, StringComparison.Ordinal))
        {
            return $"{JsonSettings.NulCharacter} It is in '{path}'.";
        }

        var isWrong = exception.Message.Contains("could not be converted", StringComparison.Ordinal);
        return (path, isWrong) switch
        {
            (null, true) => "The body is not the JSON object that this route reads.",
            (null, false) => "The body is not valid JSON, or ends in the middle.",
            _ when exception.Message.Contains("doesn't allow setting null", StringComparison.Ordinal)
                || exception.Message.Contains("doesn't allow null", StringComparison.Ordinal) => $"The member '{path}' must not be null.",
            (_, true) => $"The value of '{path}' has the wrong type, or is none of those allowed.",
            _ => $"The body is not valid JSON: it cannot be read from '{path}' on.",
        };
    }

    private static string ExplainBinding(BadHttpRequestException exception)
    {
        if (Parameter().Match(exception.Message) is not { Success: true } parameter)
        {
            return exception.StatusCode == StatusCodes.Status415UnsupportedMediaType
                ? "The body's content type is not one that this route reads."
                : "The request could not be read: its body is missing, ends in the middle, or is not what its headers say.";
        }

        return exception.Message.Contains("body", StringComparison.Ordinal)
            ? "The body is missing: this route reads a JSON object."
            : UnreadableParameter.Missing(parameter.Groups[1].Value);
    }

    [GeneratedRegex("The JSON property '([^']*)' could not be mapped")]
    private static partial Regex UnknownMember();

    [GeneratedRegex("missing required properties[^:]*: (.*?)\\.?$", RegexOptions.Singleline)]
    private static partial Regex MissingMembers();

    [GeneratedRegex("[Dd]uplicate property '([^']*)'")]
    private static partial Regex Duplicate();

    [GeneratedRegex("parameter \"(?:[^\" ]+ )*([^\" ]+)\"")]
    private static partial Regex Parameter();

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, string path);
}
