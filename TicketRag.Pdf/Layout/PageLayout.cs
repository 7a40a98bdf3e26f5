using TicketRag.Pdf.Content;

namespace TicketRag.Pdf.Layout;

/// <summary>From the glyphs of a page to blocks in reading order. The direction that most of the text has is read first.</summary>
internal static class PageLayout
{
    public static List<PdfBlock> Blocks(PageContent content, Budget budget)
    {
        var blocks = new List<PdfBlock>();
        foreach (var (angle, glyphs) in ByAngle(content))
        {
            var frame = new Frame(angle);
            var own = OverprintFilter.Apply(glyphs.ConvertAll(index => frame.Enter(content.Glyphs[index])), budget);
            var words = WordFinder.Find(own, budget);
            var lines = new LineWriter(new WordWriter(own, frame));
            blocks.AddRange(new BlockBuilder(lines, words).Build(new ReadingOrder(budget).Order(words)));
        }

        return blocks;
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
