using System.Security.Cryptography;

namespace TicketRag.Core.Answers;

/// <summary>
/// A word that stands in every prompt of this process and nowhere else. A statement that has it, or a passage of the instructions, repeats the prompt:
/// somebody talked the model into it, and nobody is shown it.
/// </summary>
internal static class PromptSecret
{
    private const int LongestRepeat = 48;

    public static string Word { get; } = "k" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));

    public static bool IsIn(string statement, string instructions)
    {
        if (statement.Contains(Word, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        for (var at = 0; at + LongestRepeat <= statement.Length; at++)
        {
            if (instructions.AsSpan().Contains(statement.AsSpan(at, LongestRepeat), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
