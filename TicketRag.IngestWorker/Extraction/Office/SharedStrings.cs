using System.Text;
using System.Xml;

namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>The texts that the cells of a workbook share.</summary>
internal static class SharedStrings
{
    public static List<string> Read(OfficePackage package, string part)
    {
        var strings = new List<string>();
        var text = new StringBuilder();
        var (inText, inReading) = (false, false);
        foreach (var reader in package.Read(part))
        {
            switch (reader.NodeType, reader.LocalName)
            {
                case (XmlNodeType.Element, "si") when reader.IsEmptyElement:
                    strings.Add("");
                    break;
                case (XmlNodeType.EndElement, "si"):
                    strings.Add(text.ToString());
                    text.Clear();
                    break;

                // How East Asian text is pronounced is no part of it.
                case (XmlNodeType.Element, "rPh"):
                    inReading = !reader.IsEmptyElement;
                    break;
                case (XmlNodeType.EndElement, "rPh"):
                    inReading = false;
                    break;
                case (XmlNodeType.Element, "t"):
                    inText = !reader.IsEmptyElement && !inReading;
                    break;
                case (XmlNodeType.EndElement, "t"):
                    inText = false;
                    break;
                case (XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace, _) when inText:
                    text.Append(reader.Value);
                    break;
            }
        }

        return strings;
    }
}
