using TicketRag.Pdf.Content;

namespace TicketRag.Pdf.Layout;

/// <summary>The lines of a page in reading order, and the blocks that they form.</summary>
internal sealed record LaidOutPage(List<PdfBlock> Blocks, List<List<PdfLine>> Flow);

/// <summary>
/// From the glyphs of a page to lines and blocks. The direction that most of the text has is read first. One instance
/// serves all pages of a document, so that its larger lists are made once.
/// </summary>
internal sealed class PageLayout(Budget budget)
{
    private const int MostGlyphsKept = 100_000;

    private readonly OverprintFilter _overprints = new();
    private List<FrameGlyph> _glyphs = [];

    public LaidOutPage Of(PageContent content)
    {
        var page = new LaidOutPage([], []);
        foreach (var (angle, indexes) in ByAngle(content))
        {
            Add(page, content, new Frame(angle), indexes);
        }

        return page;
    }

    private void Add(LaidOutPage page, PageContent content, Frame frame, List<int> indexes)
    {
        Enter(content, frame, indexes);
        var words = WordFinder.Find(_glyphs, budget);
        var isMirrored = Bidi.IsMostlyRightToLeft(_glyphs);
        var lines = new LineWriter(new WordWriter(_glyphs, frame), isMirrored);
        var rules = content.Rules.ConvertAll(frame.Enter);
        if (isMirrored)
        {
            lines.Mirror(words);
            rules = rules.ConvertAll(rule => new PdfBox(-rule.Right, rule.Bottom, -rule.Left, rule.Top));
        }

        var blocks = new FlowFinder(words, budget).Find();
        GridFinder.Mark(blocks, budget);
        var flow = FlowOrder.Sort(blocks, budget).ConvertAll(block => Row.Of(block.Words));
        page.Flow.AddRange(flow.Select(rows => rows.ConvertAll(row => lines.Write(row.Words))));
        var tables = new ReadingOrder(budget).Order(words).FindAll(region => region.IsTable);
        page.Blocks.AddRange(new BlockBuilder(lines, new TableBuilder(lines, rules), words).Build(flow, tables));
    }

    private void Enter(PageContent content, Frame frame, List<int> indexes)
    {
        _glyphs = _glyphs.Capacity > MostGlyphsKept ? [] : _glyphs;
        _glyphs.Clear();
        foreach (var index in indexes)
        {
            _glyphs.Add(frame.Enter(content.Glyphs[index]));
        }

        AccentComposer.Compose(_glyphs);
        _overprints.Apply(_glyphs, budget);
    }

    private static IEnumerable<(int Angle, List<int> Glyphs)> ByAngle(PageContent content)
    {
        var groups = new Dictionary<int, List<int>>();
        var glyphs = content.Glyphs;
        for (var i = 0; i < glyphs.Length; i++)
        {
            if (!groups.TryGetValue(glyphs[i].Angle, out var group))
            {
                groups[glyphs[i].Angle] = group = [];
            }

            group.Add(i);
        }

        return groups.OrderByDescending(group => group.Value.Count).ThenBy(group => group.Key)
            .Select(group => (group.Key, group.Value));
    }
}
