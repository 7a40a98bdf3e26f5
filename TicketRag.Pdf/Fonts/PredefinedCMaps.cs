using System.Collections.Concurrent;
using System.IO.Compression;
using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Fonts;

/// <summary>The predefined CMaps of ISO 32000-2, 9.7.5.2 and the maps from Adobe's character collections to Unicode.</summary>
internal static class PredefinedCMaps
{
    private static readonly ConcurrentDictionary<string, CMap?> Loaded = new();

    public static CMap? Named(string name) => name switch
    {
        "Identity-H" or "Identity" => CMap.Identity(vertical: false),
        "Identity-V" => CMap.Identity(vertical: true),
        _ => Loaded.GetOrAdd(name, Load),
    };

    /// <summary>From CIDs to text: for Japan1, GB1, CNS1, Korea1 and KR, the orderings that Adobe publishes.</summary>
    public static CMap? ToText(string ordering) => ordering switch
    {
        "Japan1" or "GB1" or "CNS1" or "Korea1" or "KR" => Named($"Adobe-{ordering}-UCS2"),
        _ => null,
    };

    private static CMap? Load(string name)
    {
        using var archive = new ZipArchive(DataResource.Open("predefined-cmaps.zip"));
        if (archive.GetEntry(name) is not { } entry)
        {
            return null;
        }

        using var content = entry.Open();
        var bytes = new byte[entry.Length];
        content.ReadExactly(bytes);

        // Our own data, so the document's budget is not charged: maps are kept for the documents to come.
        return CMapParser.Parse(bytes, new NameTable(), new Budget(new PdfOptions(), default), Named);
    }
}
