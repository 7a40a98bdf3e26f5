using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace TicketRag.StandIns.Ollama;

/// <summary>Writes a streamed answer line by line; after the first line a fault may end it.</summary>
internal sealed class NdjsonStream(HttpContext context, OllamaFaults faults)
{
    private bool begun;

    /// <returns>False when nothing may follow.</returns>
    public async Task<bool> WriteAsync(JsonObject line)
    {
        var first = !begun;
        await SendAsync(line);
        return !first || await SurvivesAsync();
    }

    /// <summary>As the original reports what fails once the stream has begun.</summary>
    public Task FailAsync(string error) => SendAsync(new() { ["error"] = error });

    private async Task SendAsync(JsonObject line)
    {
        if (!begun)
        {
            begun = true;
            context.Response.ContentType = "application/x-ndjson";
        }

        await context.Response.WriteAsync(line.ToJsonString(JsonSerializerOptions.Default) + "\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private async Task<bool> SurvivesAsync()
    {
        switch (faults.NextForStream())
        {
            case OllamaFault.ErrorLine failure:
                await FailAsync(failure.Error);
                return false;
            case OllamaFault.Cut:
                context.Abort();
                return false;
            case OllamaFault.End:
                return false;
            case OllamaFault.Wait wait:
                await wait.Hold.WaitAsync(context.RequestAborted);
                return true;
            default:
                return true;
        }
    }
}
