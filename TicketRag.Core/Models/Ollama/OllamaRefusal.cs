using System.Text.Json;

namespace TicketRag.Core.Models.Ollama;

/// <summary>Turns what Ollama answers instead of a result into the exception that says what to do about it.</summary>
internal static class OllamaRefusal
{
    private const int ReasonLength = 500;

    // Failures of the model's own process that /api/embed reports as 400 although the request was right.
    private static readonly string[] RunnerFailures = ["do embedding request", "unexpected server status", "health resp"];

    public static async Task<Exception> ReadAsync(string connection, HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var error = ErrorOf(body);
        var status = (int)response.StatusCode;
        var reason = Cut(error ?? $"answered {status} without saying why");
        return status switch
        {
            404 when error is not null => Unavailable(ModelUnavailableKind.Missing, reason),
            404 => Unavailable(ModelUnavailableKind.ServerError, "answered 404 as Ollama doesn't: is the endpoint right?"),
            401 or 403 => Unavailable(ModelUnavailableKind.ServerError, $"refused access ({status}): {reason}"),
            429 or 503 => Unavailable(ModelUnavailableKind.Busy, reason),
            502 or 504 => Unavailable(ModelUnavailableKind.Unreachable, reason),
            400 when Array.Exists(RunnerFailures, reason.StartsWith) => Unavailable(ModelUnavailableKind.ServerError, reason),
            408 or 499 or >= 500 => Unavailable(ModelUnavailableKind.ServerError, reason),
            _ => new ModelRequestException(connection, reason),
        };

        ModelUnavailableException Unavailable(ModelUnavailableKind kind, string why) =>
            new(connection, kind, why) { RetryAfter = RetryAfter(response, time) };
    }

    /// <summary>For the error line of a stream that began well.</summary>
    public static ModelUnavailableException InStream(string connection, string error)
    {
        // What the registry's 404 becomes when a model is pulled that doesn't exist.
        var kind = error.EndsWith("file does not exist", StringComparison.Ordinal) ? ModelUnavailableKind.Missing : ModelUnavailableKind.ServerError;
        return new(connection, kind, Cut(error));
    }

    private static string? ErrorOf(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, OllamaJson.Default.OllamaErrorAnswer)?.Error;
        }
        catch (JsonException)
        {
            // A proxy's page, or another server: its status has to do.
            return null;
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static string Cut(string reason) => reason.Length <= ReasonLength ? reason : reason[..ReasonLength] + "…";
}
