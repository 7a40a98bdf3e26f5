using AngleSharp.Html.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>The meta elements of a page by name or property, without case.</summary>
internal sealed class MetaValues
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public static MetaValues Read(IHtmlDocument document)
    {
        var meta = new MetaValues();
        foreach (var element in document.QuerySelectorAll("meta[content]"))
        {
            var names = $"{element.GetAttribute("property")} {element.GetAttribute("name")} {element.GetAttribute("itemprop")} {element.GetAttribute("http-equiv")}";
            foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                meta.Add(name, element.GetAttribute("content")!);
            }
        }

        return meta;
    }

    public string? First(string[] names) => names.Select(name => _values.GetValueOrDefault(name)).FirstOrDefault(value => value is not null);

    private void Add(string name, string content)
    {
        if (CleanText.OfLine(content) is { Length: > 0 } line)
        {
            _values.TryAdd(name, line);
        }
    }
}
