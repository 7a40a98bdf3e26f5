using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TicketRag.Core.Connections;
using TicketRag.Core.Retrieval.Qdrant.Wire;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>One request to Qdrant: sent, measured, and its failure told apart into "not now" and "not so".</summary>
/// <param name="http">With base address, key and timeout set.</param>
public sealed class QdrantTransport(HttpClient http, TimeProvider time)
{
    /// <summary>The connection's name, and the dependency's in exceptions.</summary>
    public const string Dependency = "qdrant_http";

    /// <param name="body">JSON; null: none.</param>
    /// <returns>What the envelope holds.</returns>
    public async Task<T> SendAsync<T>(
        string operation, string? collection, HttpMethod method, string path, byte[]? body, JsonTypeInfo<Envelope<T>> answer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return await MeasureAsync(operation, collection, async () =>
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw await FailureAsync(response, cancellationToken);
            }

            var envelope = await response.Content.ReadFromJsonAsync(answer, cancellationToken);
            return envelope is { Result: { } result }
                ? result
                : throw new QdrantException(response.StatusCode, "the answer has no result.");
        }, cancellationToken);
    }

    /// <summary>A health endpoint, which answers in plain text and without a key.</summary>
    public Task<bool> ProbeAsync(string path, CancellationToken cancellationToken) => MeasureAsync(path, null, async () =>
    {
        using var response = await http.GetAsync(path, cancellationToken);
        return response.IsSuccessStatusCode;
    }, cancellationToken);

    private async Task<T> MeasureAsync<T>(string operation, string? collection, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        using var activity = QdrantTelemetry.Start(operation, collection);
        var started = time.GetTimestamp();
        string? error = null;
        try
        {
            return await send();
        }
        catch (Exception failure)
        {
            error = failure.GetType().Name;
            activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            if (Unavailable(failure, cancellationToken) is { } unavailable)
            {
                throw unavailable;
            }

            throw;
        }
        finally
        {
            QdrantTelemetry.Record(operation, time.GetElapsedTime(started), error);
        }
    }

    /// <returns>Null when the failure speaks for itself.</returns>
    private DependencyUnavailableException? Unavailable(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        OperationCanceledException when !cancellationToken.IsCancellationRequested =>
            new(Dependency, $"no answer within {http.Timeout}.", failure),
        HttpRequestException { StatusCode: null } unreachable => new(Dependency, unreachable.Message, unreachable),
        IOException broken => new(Dependency, $"the answer stopped half way: {broken.Message}", broken),
        JsonException garbled => new(Dependency, "the answer is not Qdrant's JSON.", garbled),
        _ => null,
    };

    private async Task<Exception> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var reason = Reason(await response.Content.ReadAsStringAsync(cancellationToken));
        return response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            ? new DependencyUnavailableException(Dependency, $"{(int)response.StatusCode} {reason}") { RetryAfter = RetryAfter(response) }
            : new QdrantException(response.StatusCode, reason);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };

    // Errors come as {"status":{"error":…}}, those of the key and of proxies as plain text.
    private static string Reason(string body)
    {
        const int longest = 500;
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("status", out var status)
                && status.ValueKind == JsonValueKind.Object
                && status.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.String)
            {
                return error.GetString()!;
            }
        }
        catch (JsonException)
        {
            // Plain text, below.
        }

        return body.Length switch { 0 => "without a word.", > longest => body[..longest], _ => body };
    }
}
