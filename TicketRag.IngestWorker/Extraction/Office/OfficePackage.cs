using System.Xml;
using TicketRag.IngestWorker.Extraction.Archives;

namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>
/// An Office Open XML file (ECMA-376) as a stream of XML: no document type, no entities, bounded depth. Names are compared without their namespaces, which
/// differ between the transitional and the strict form.
/// </summary>
internal sealed class OfficePackage(Stream content, ExtractionBudget budget) : IDisposable
{
    // What an XML reader reads ahead is far less.
    private const long LeastAtOnce = 1 << 20;

    private static readonly XmlReaderSettings Settings =
        new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };

    private readonly ZipPackage _zip = new(content, budget);

    public IEnumerable<string> Names => _zip.Names;

    public bool Has(string part) => _zip.Has(part);

    /// <summary>The elements and texts of a part, one after the other, within the budget; none where there is no such part.</summary>
    public IEnumerable<XmlReader> Read(string part)
    {
        using var stream = _zip.Open(part);
        if (stream is null)
        {
            yield break;
        }

        stream.MostAtOnce = Math.Max(LeastAtOnce, budget.Options.MaxTextCharacters);
        using var reader = XmlReader.Create(stream, Settings);
        var element = "";
        while (reader.Read())
        {
            stream.Pass();
            budget.CheckDepth(reader.Depth);
            element = reader.NodeType == XmlNodeType.Element ? reader.LocalName : element;

            // Texts of shared strings, of a row, of a paragraph gather before they are written and measured.
            if (reader.NodeType == XmlNodeType.Text && element is ("t" or "v"))
            {
                budget.AddText(reader.Value.Length);
            }

            yield return reader;
        }
    }

    /// <summary>The parts that a part refers to, by relationship id.</summary>
    public Dictionary<string, Relationship> Relationships(string part)
    {
        var folder = part[..(part.LastIndexOf('/') + 1)];
        var targets = new Dictionary<string, Relationship>();
        foreach (var reader in Read($"{folder}_rels/{part[folder.Length..]}.rels"))
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "Relationship"
                && reader.GetAttribute("Id") is { } id && reader.GetAttribute("Target") is { } target && reader.GetAttribute("TargetMode") != "External")
            {
                targets.TryAdd(id, new(reader.GetAttribute("Type")?.Split('/')[^1] ?? "", Resolve(folder, target)));
            }
        }

        return targets;
    }

    /// <summary>The part that all others hang on.</summary>
    public string MainPart(string otherwise) =>
        Relationships("").Values.FirstOrDefault(relationship => relationship.Type == "officeDocument" && Has(relationship.Target)).Target ?? otherwise;

    public DocumentFacts Facts()
    {
        var values = new Dictionary<string, string>();
        var element = "";
        foreach (var reader in Read("docProps/core.xml"))
        {
            element = reader.NodeType == XmlNodeType.Element ? reader.LocalName : element;
            if (reader.NodeType == XmlNodeType.Text && !string.IsNullOrWhiteSpace(reader.Value))
            {
                values.TryAdd(element, CleanText.OfLine(reader.Value));
            }
        }

        return new()
        {
            Title = values.GetValueOrDefault("title"),
            Author = values.GetValueOrDefault("creator"),
            Date = values.GetValueOrDefault("modified") ?? values.GetValueOrDefault("created"),
            Language = values.GetValueOrDefault("language"),
        };
    }

    public void Dispose() => _zip.Dispose();

    // Relative to the part's folder, with dots; or from the root.
    private static string Resolve(string folder, string target)
    {
        var path = new Stack<string>();
        foreach (var step in (target.StartsWith('/') ? target : folder + target).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == "..")
            {
                path.TryPop(out _);
            }
            else if (step != ".")
            {
                path.Push(step);
            }
        }

        return string.Join('/', path.Reverse());
    }
}

/// <param name="Type">The last part of its URI: <c>slide</c>, <c>worksheet</c>…</param>
internal readonly record struct Relationship(string Type, string Target);
