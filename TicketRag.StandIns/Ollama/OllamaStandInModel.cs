namespace TicketRag.StandIns.Ollama;

/// <param name="Name">With its tag.</param>
/// <param name="Capabilities">As <c>/api/show</c> lists them: completion, embedding, thinking…</param>
/// <param name="Dimensions">Of its vectors; 0 when it has none.</param>
/// <param name="ContextLength">In words, which stand in for tokens.</param>
public sealed record OllamaStandInModel(string Name, IReadOnlyList<string> Capabilities, int Dimensions, int ContextLength)
{
    public static OllamaStandInModel Embedding(string name = "nomic-embed-text:latest", int dimensions = 256, int contextLength = 2048) =>
        new(name, ["embedding"], dimensions, contextLength);

    public static OllamaStandInModel Chat(string name = "llama3.2:latest", int contextLength = 4096) =>
        new(name, ["completion"], 0, contextLength);

    public static OllamaStandInModel Thinking(string name = "qwen3:latest", int contextLength = 4096) =>
        new(name, ["completion", "thinking"], 0, contextLength);

    public bool Can(string capability) => Capabilities.Contains(capability);
}
