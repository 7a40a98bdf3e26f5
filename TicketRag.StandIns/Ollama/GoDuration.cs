using System.Text.RegularExpressions;

namespace TicketRag.StandIns.Ollama;

/// <summary>What Go's time.ParseDuration accepts: <c>5m</c>, <c>1h30m</c>, <c>-1s</c>, <c>0</c>.</summary>
internal static partial class GoDuration
{
    public static bool IsValid(string text) => Pattern().IsMatch(text);

    [GeneratedRegex(@"^[-+]?(0|((\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h))+)$")]
    private static partial Regex Pattern();
}
