using System.Text.RegularExpressions;

namespace TicketRag.IngestWorker.Extraction;

/// <summary>The title that a PDF gives of itself, as a reader would say it: programs like to write the name of the file that it was made from.</summary>
internal static partial class PdfTitle
{
    /// <returns>Null where it is a file's name and no more.</returns>
    public static string? Of(string? title)
    {
        var words = Program().Replace(title ?? "", "").Trim();
        var name = Extension().Replace(words, "");
        return name.Length == words.Length ? words.Length > 0 ? words : null
            : name.Contains(' ', StringComparison.Ordinal) ? name
            : null;
    }

    [GeneratedRegex("^Microsoft (Office )?(Word|Excel|PowerPoint|Publisher|Visio) +- +", RegexOptions.ExplicitCapture)]
    private static partial Regex Program();

    [GeneratedRegex(@"\.(docx?|docm|dotx?|xlsx?|xlsm|pptx?|pub|vsdx?|odt|ods|odp|rtf|txt|pdf|html?|tex|dvi|ps|indd|qxp|qxd|cdr|ai|psd|pmd|fm|exe|tiff?|jpe?g|png)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Extension();
}
