namespace TicketRag.Core.Models.Ollama;

/// <summary>One line of a streamed answer.</summary>
internal interface IOllamaLine
{
    /// <summary>A failure after the first line has status 200 and stands here.</summary>
    string? Error { get; }

    /// <summary>A stream that stops before such a line was cut.</summary>
    bool IsLast { get; }
}
