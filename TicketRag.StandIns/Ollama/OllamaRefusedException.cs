namespace TicketRag.StandIns.Ollama;

/// <summary>Ends a request with Ollama's error shape: a status and <c>{"error": "…"}</c>.</summary>
internal sealed class OllamaRefusedException(int status, string error) : Exception(error)
{
    public int Status { get; } = status;

    public static OllamaRefusedException NotFound(string model) => new(404, $"model '{model}' not found");

    public static OllamaRefusedException NotPulled(string model) => new(404, $"model \"{model}\" not found, try pulling it first");

    public static OllamaRefusedException BadRequest(string error) => new(400, error);
}
