using System.Text.RegularExpressions;

namespace TicketRag.Pdf.Layout;

/// <summary>The marks that items of lists begin with.</summary>
internal static partial class ListMarker
{
    private const string Bullets = "•◦▪▫■□●○‣⁃∙·➢➤➔✓✔❖\uF0B7\uF0A7\uF0D8";

    public static bool Begins(string line) =>
        line.Length > 0 && (Bullets.Contains(line[0]) || Numbered().IsMatch(line));

    [GeneratedRegex(@"^([-–—*]\s|\(?(\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s)")]
    private static partial Regex Numbered();
}
