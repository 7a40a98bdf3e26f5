using System.Globalization;

namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>Turns a cell's stored value into what its reader sees.</summary>
internal sealed class CellValues(List<string> shared, List<bool> dateStyles, bool starts1904)
{
    private const double DaysFrom1900To1904 = 1462;
    private const double LastDay = 2_958_466;

    /// <param name="type">The cell's <c>t</c> (ECMA-376, part 1, 18.18.11).</param>
    /// <param name="style">The cell's <c>s</c>.</param>
    public string Text(string value, string? type, int style) => type switch
    {
        "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < shared.Count ? shared[index] : "",
        "b" => value == "1" ? "TRUE" : "FALSE",
        null or "n" when style >= 0 && style < dateStyles.Count && dateStyles[style] => Date(value),
        _ => value,
    };

    private string Date(string value)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var serial) || serial is < 0 or >= LastDay)
        {
            return value;
        }

        var at = DateTime.FromOADate(serial + (starts1904 ? DaysFrom1900To1904 : 0));
        return serial < 1 ? at.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
            : at.TimeOfDay == TimeSpan.Zero ? at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
