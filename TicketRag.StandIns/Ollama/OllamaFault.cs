namespace TicketRag.StandIns.Ollama;

internal abstract record OllamaFault
{
    public sealed record Refusal(int Status, string Error, TimeSpan? RetryAfter) : OllamaFault;

    public sealed record Answer(string Body) : OllamaFault;

    public sealed record Late(TimeSpan Delay, TimeProvider Time) : OllamaFault;

    public sealed record Wait(OllamaHold Hold) : OllamaFault;

    public sealed record ErrorLine(string Error) : OllamaFault;

    public sealed record Cut : OllamaFault;

    public sealed record End : OllamaFault;
}
