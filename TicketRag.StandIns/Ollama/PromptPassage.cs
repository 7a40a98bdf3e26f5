using System.Text.RegularExpressions;

namespace TicketRag.StandIns.Ollama;

/// <summary>A piece of evidence in a prompt: what it is called there, and a sentence that stands in it word for word.</summary>
public sealed partial record PromptPassage(string Id, string Quote)
{
    private const int ShortestSentence = 12;

    /// <summary>
    /// Finds <c>&lt;anything id="…"&gt;text&lt;/anything&gt;</c>, or else lines that begin with <c>[id]</c>.
    /// </summary>
    public static IReadOnlyList<PromptPassage> FindAll(string prompt)
    {
        var tagged = Tagged().Matches(prompt);
        return [.. (tagged.Count > 0 ? tagged : Bracketed().Matches(prompt))
            .Select(match => new PromptPassage(match.Groups["id"].Value, FirstSentence(match.Groups["text"].Value)))
            .Where(passage => passage.Quote.Length > 0)];
    }

    /// <summary>The first sentence that is more than a heading; a whole short text otherwise.</summary>
    internal static string FirstSentence(string text) =>
        Sentence().Matches(text).Select(match => match.Value.Trim()).FirstOrDefault(sentence => sentence.Length >= ShortestSentence) ?? text.Trim();

    [GeneratedRegex("""<(?<name>\w+)\b[^<>]*?\bid="(?<id>[^"]+)"[^<>]*>(?<text>.*?)</\k<name>>""", RegexOptions.Singleline)]
    private static partial Regex Tagged();

    [GeneratedRegex(@"^\[(?<id>[^\]\n]+)\][:\s]*(?<text>.+?)(?=^\[[^\]\n]+\]|\n\s*\n|\z)", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"[^\n.!?]+(?:[.!?](?!\s|$)[^\n.!?]*)*[.!?]*")]
    private static partial Regex Sentence();
}
