using TicketRag.Pdf.Content;

namespace TicketRag.Pdf.Layout;

/// <summary>The lines of a page in reading order, and the blocks that they form.</summary>
internal sealed record LaidOutPage(List<PdfBlock> Blocks, List<List<PdfLine>> Flow);

/// <summary>From the glyphs of a page to lines and blocks. The direction that most of the text has is read first.</summary>
internal static class PageLayout
{
    public static LaidOutPage Of(PageContent content, Budget budget)
    {
        var page = new LaidOutPage([], []);
        foreach (var (angle, indexes) in ByAngle(content))
        {
            var frame = new Frame(angle);
            var drawn = indexes.ConvertAll(index => frame.Enter(content.Glyphs[index]));
            AccentComposer.Compose(drawn);
            var glyphs = OverprintFilter.Apply(drawn, budget);
            var words = WordFinder.Find(glyphs, budget);
            var blocks = new FlowFinder(words, budget).Find();
            GridFinder.Mark(blocks, budget);
            var flow = FlowOrder.Sort(blocks, budget).ConvertAll(block => Row.Of(block.Words));
            var lines = new LineWriter(new WordWriter(glyphs, frame));
            page.Flow.AddRange(flow.Select(rows => rows.ConvertAll(row => lines.Write(row.Words))));
            var tables = new ReadingOrder(budget).Order(words).FindAll(region => region.IsTable);
            var rules = content.Rules.ConvertAll(frame.Enter);
            page.Blocks.AddRange(new BlockBuilder(lines, new TableBuilder(lines, rules), words).Build(flow, tables));
        }

        return page;
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
