namespace TicketRag.Core.Models.Ollama;

/// <summary>What embedding models want before a text, as their model cards say. Ollama itself adds nothing.</summary>
internal static class TaskPrefixes
{
    private const string Passages = "Represent this sentence for searching relevant passages: ";

    // The longer of two names that begin alike stands first.
    private static readonly (string Model, string Query, string Document)[] Known =
    [
        ("nomic-embed-text", "search_query: ", "search_document: "),
        ("embeddinggemma", "task: search result | query: ", "title: none | text: "),
        ("mxbai-embed-large", Passages, ""),
        ("snowflake-arctic-embed2", "query: ", ""),
        ("snowflake-arctic-embed", Passages, ""),
        ("multilingual-e5", "query: ", "passage: "),
        ("qwen3-embedding", "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:", ""),
    ];

    /// <param name="task"><see cref="EmbeddingTask.Query"/> or <see cref="EmbeddingTask.Document"/>.</param>
    public static string For(string model, string task)
    {
        var name = ModelName.Base(model);
        var (_, query, document) = Array.Find(Known, known => name.StartsWith(known.Model, StringComparison.OrdinalIgnoreCase));
        return (task == EmbeddingTask.Query ? query : document) ?? "";
    }
}
