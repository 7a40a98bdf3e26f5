using System.Text;

namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>What is asked, within what is said: people tell what they see and what to do before they ask, and no source repeats that.</summary>
internal static class AskingSentences
{
    /// <returns>The sentences that end with a question mark; null where there are none, or no others.</returns>
    public static string? Of(string text)
    {
        var asking = new StringBuilder();
        var (start, tellsToo) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (!EndsSentence(text, i))
            {
                continue;
            }

            var sentence = text.AsSpan(start..(i + 1)).Trim();
            start = i + 1;
            if (sentence is [.., '?' or '\u061F' or '\uFF1F'])
            {
                asking.Append(sentence).Append('\n');
            }
            else
            {
                tellsToo |= sentence.Length > 1;
            }
        }

        return tellsToo && asking.Length > 0 ? asking.ToString() : null;
    }

    private static bool EndsSentence(string text, int at) =>
        at == text.Length - 1 || text[at] == '\n'
        || (text[at] is '.' or '!' or '?' or '\u061F' or '\uFF1F' && (char.IsWhiteSpace(text[at + 1]) || text[at] == '\uFF1F'));
}
