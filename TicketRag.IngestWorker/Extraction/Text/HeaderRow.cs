using System.Globalization;

namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>Whether a table's first row names its columns: every cell filled, different, and no number or date.</summary>
internal static class HeaderRow
{
    private const int LongestName = 100;

    public static bool Looks(IReadOnlyList<string> cells) =>
        cells.Count > 1
        && cells.All(cell => !string.IsNullOrWhiteSpace(cell) && cell.Length <= LongestName && !IsValue(cell))
        && cells.Distinct(StringComparer.OrdinalIgnoreCase).Count() == cells.Count;

    private static bool IsValue(string cell) =>
        double.TryParse(cell, NumberStyles.Any, CultureInfo.InvariantCulture, out _)
        || DateTime.TryParse(cell, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
