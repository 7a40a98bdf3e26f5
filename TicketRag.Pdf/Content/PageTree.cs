using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Content;

/// <summary>A page and what it inherits (ISO 32000-2, 7.7.3).</summary>
internal sealed record PageNode(DictionaryObject Page, DictionaryObject Resources, PdfBox MediaBox, PdfBox CropBox, int Rotation);

/// <summary>Walks the page tree, without trust in its counts, its types or its being a tree.</summary>
internal static class PageTree
{
    private static readonly PdfBox Letter = new(0, 0, 612, 792);

    public static List<PageNode> Read(ObjectStore store)
    {
        var pages = new List<PageNode>();
        var visited = new HashSet<DictionaryObject>();
        if (store.Get(store.Trailer, "Root").Dictionary is { } catalog)
        {
            Visit(store, store.Get(catalog, "Pages").Dictionary, default, visited, pages, 0);
        }

        return pages;
    }

    /// <summary>Every object that calls itself a page, in the order of the numbers: better than none.</summary>
    public static List<PageNode> Scan(ObjectStore store)
    {
        var pages = new List<PageNode>();
        var visited = new HashSet<DictionaryObject>();
        foreach (var number in store.Numbers.Order().ToList())
        {
            var found = store.Resolve(Value.OfReference(number, 0));
            if (found.Kind == ValueKind.Dictionary && store.Get(found.Dictionary!, "Type").IsName("Page"))
            {
                Visit(store, found.Dictionary, default, visited, pages, 0);
            }
        }

        return pages;
    }

    private static void Visit(
        ObjectStore store, DictionaryObject? node, Inherited inherited, HashSet<DictionaryObject> visited, List<PageNode> pages, int depth)
    {
        if (node is null || depth > store.File.Budget.Options.MaxNesting)
        {
            return;
        }

        store.File.Budget.Step();
        inherited = inherited.With(store, node);
        if (store.Get(node, "Kids").Array is not { } kids || store.Get(node, "Type").IsName("Page"))
        {
            if (pages.Count >= store.File.Budget.Options.MaxPages)
            {
                throw Budget.Exceeded($"The document has more than {store.File.Budget.Options.MaxPages} pages.");
            }

            pages.Add(inherited.ToPage(node));
            return;
        }

        // A page may be shown more than once; a branch that comes again is a ring.
        if (!visited.Add(node))
        {
            return;
        }

        for (var i = 0; i < kids.Count; i++)
        {
            Visit(store, store.Get(kids, i).Dictionary, inherited, visited, pages, depth + 1);
        }
    }

    private readonly record struct Inherited(DictionaryObject? Resources, PdfBox? MediaBox, PdfBox? CropBox, int Rotation)
    {
        public Inherited With(ObjectStore store, DictionaryObject node) => new(
            store.Get(node, "Resources").Dictionary ?? Resources,
            Box(store, node, "MediaBox") ?? MediaBox,
            Box(store, node, "CropBox") ?? CropBox,
            store.Get(node, "Rotate") is { IsNumber: true } rotation ? rotation.Integer : Rotation);

        public PageNode ToPage(DictionaryObject node)
        {
            var media = MediaBox ?? Letter;
            var crop = CropBox is { } box && box.Intersects(media) ? Intersection(box, media) : media;
            var rotation = ((Rotation % 360) + 360) % 360 / 90 * 90;
            return new PageNode(node, Resources ?? new DictionaryObject(), media, crop.Width > 0 && crop.Height > 0 ? crop : media, rotation);
        }

        private static PdfBox Intersection(PdfBox one, PdfBox other) => new(
            Math.Max(one.Left, other.Left), Math.Max(one.Bottom, other.Bottom),
            Math.Min(one.Right, other.Right), Math.Min(one.Top, other.Top));
    }

    /// <summary>A rectangle (7.9.5), whichever corners it gives, or null when it is empty.</summary>
    public static PdfBox? Box(ObjectStore store, DictionaryObject node, string key)
    {
        if (store.Get(node, key).Array is not { Count: >= 4 } array)
        {
            return null;
        }

        double Entry(int index) => store.Get(array, index).Number;
        var box = new PdfBox(
            Math.Min(Entry(0), Entry(2)), Math.Min(Entry(1), Entry(3)),
            Math.Max(Entry(0), Entry(2)), Math.Max(Entry(1), Entry(3)));
        return box.Width > 0 && box.Height > 0 && double.IsFinite(box.Width) && double.IsFinite(box.Height) ? box : null;
    }
}
