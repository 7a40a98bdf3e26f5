using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace TicketRag.StandIns.Qdrant;

/// <summary>One request: key, faults, body, operation, envelope.</summary>
internal sealed class QdrantPipeline(
    QdrantStandIn server, QdrantRoutes routes, QdrantFaults faults, TimeProvider time, ConcurrentQueue<RecordedRequest> requests)
{
    private const int MostBytes = 32 * 1024 * 1024;

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (Health(path) is { } health)
        {
            await TextAsync(context, health.Status, health.Text);
            return;
        }

        if (Unauthorized(context.Request) is { } refusal)
        {
            await TextAsync(context, HttpStatusCode.Unauthorized, refusal);
            return;
        }

        try
        {
            await Task.Delay(server.Delay, time, context.RequestAborted);
            using var body = await ReadAsync(context.Request);
            Record(context.Request, body);
            if (faults.Take() is { } fault)
            {
                await FailAsync(context, fault);
                return;
            }

            await AnswerAsync(context, path, body);
        }
        catch (Refusal refused)
        {
            await ErrorAsync(context, refused.StatusCode, refused.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client didn't wait.
        }
    }

    private (HttpStatusCode Status, string Text)? Health(string path) => path switch
    {
        "/" => (HttpStatusCode.OK, """{"title":"qdrant - vector search engine","version":"1.19.0"}"""),
        "/healthz" or "/livez" => (HttpStatusCode.OK, "healthz check passed"),
        "/readyz" => server.IsReady ? (HttpStatusCode.OK, "all shards are ready") : (HttpStatusCode.ServiceUnavailable, "some shards are not ready"),
        _ => null,
    };

    private string? Unauthorized(HttpRequest request)
    {
        const string bearer = "Bearer ";
        var authorization = request.Headers.Authorization.ToString();
        var key = request.Headers["api-key"].ToString() is { Length: > 0 } own
            ? own
            : authorization.StartsWith(bearer, StringComparison.Ordinal) ? authorization[bearer.Length..] : null;
        return key switch
        {
            null => "Must provide an API key or an Authorization bearer token",
            _ when key == server.ApiKey => null,
            _ => "Invalid API key or JWT",
        };
    }

    private static async Task<Body?> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > MostBytes)
        {
            throw new Refusal(HttpStatusCode.BadRequest, $"JSON payload ({request.ContentLength} bytes) is larger than allowed (limit: {MostBytes} bytes).");
        }

        var bytes = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            while (await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted) is > 0 and var read)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > MostBytes)
                {
                    throw new Refusal(HttpStatusCode.BadRequest, $"JSON payload has exceeded limit ({MostBytes} bytes).");
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return bytes.Length == 0 ? null : Body.Parse(bytes, request.HasJsonContentType());
    }

    private void Record(HttpRequest request, Body? body)
    {
        if (server.Records)
        {
            requests.Enqueue(new(request.Method, request.Path.Value!, request.QueryString.Value?.TrimStart('?') ?? "", body?.Recorded));
        }
    }

    private async Task AnswerAsync(HttpContext context, string path, Body? body)
    {
        var started = time.GetTimestamp();
        var output = new ArrayBufferWriter<byte>();
        await using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WritePropertyName("result");
        if (!routes.Handle(context.Request.Method, path, context.Request.Query, () => Body.Element(body), writer))
        {
            context.Response.StatusCode = (int)HttpStatusCode.NotFound;
            return;
        }

        writer.WriteString("status", "ok");
        writer.WriteNumber("time", time.GetElapsedTime(started).TotalSeconds);
        writer.WriteNull("usage");
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = output.WrittenCount;
        await context.Response.Body.WriteAsync(output.WrittenMemory, context.RequestAborted);
    }

    private static async Task FailAsync(HttpContext context, Fault fault)
    {
        if (fault.Status is not { } status)
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("""{"result":""", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return;
        }

        if (fault.RetryAfter is { } after)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        await ErrorAsync(context, status, status switch
        {
            HttpStatusCode.TooManyRequests => "Rate limiting exceeded: Read rate limit exceeded, retry later",
            HttpStatusCode.ServiceUnavailable => "Shard temporarily unavailable: no replica answers",
            HttpStatusCode.InsufficientStorage => "Insufficient storage: no space left",
            HttpStatusCode.RequestTimeout => "Timeout: Operation 'Search' timed out",
            _ => "Service internal error: as asked for",
        });
    }

    private static async Task ErrorAsync(HttpContext context, HttpStatusCode status, string message)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "application/json";
        var text = JsonEncodedText.Encode(message, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        await context.Response.WriteAsync($$"""{"status":{"error":"{{text}}"},"time":0.0}""", context.RequestAborted);
    }

    private static async Task TextAsync(HttpContext context, HttpStatusCode status, string text)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = text.StartsWith('{') ? "application/json" : "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }
}
