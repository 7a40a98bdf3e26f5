using System.Globalization;
using System.Xml;

namespace TicketRag.IngestWorker.Extraction.Office;

internal static class XmlAttributes
{
    /// <summary>An attribute by its local name, in whatever namespace; null where there is none.</summary>
    public static string? Get(this XmlReader reader, string localName)
    {
        for (var found = reader.MoveToFirstAttribute(); found; found = reader.MoveToNextAttribute())
        {
            if (reader.LocalName == localName)
            {
                var value = reader.Value;
                reader.MoveToElement();
                return value;
            }
        }

        reader.MoveToElement();
        return null;
    }

    public static int? GetNumber(this XmlReader reader, string localName) =>
        int.TryParse(reader.Get(localName), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
