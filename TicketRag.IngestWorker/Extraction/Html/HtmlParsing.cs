using System.Runtime.ExceptionServices;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Text;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>
/// Parses HTML within the budget, which is looked at with every few thousand characters and every element: a page must not outlast its time while the parser
/// copies formatting elements that nobody closed, nor fill the memory with them.
/// </summary>
internal static class HtmlParsing
{
    private const int MostElements = 1_000_000;

    // Browsers, and the parser, put what lies deeper than 512 beside each other; looking for the place among all that is open takes longer with each.
    private const int ParserDepth = 500;

    public static IHtmlDocument Parse(string html, ExtractionBudget budget)
    {
        var watch = new Watch(budget);
        var parser = new HtmlParser(new() { IsScripting = true, SkipComments = true, OnCreated = (element, _) => watch.Created(element) });

        // Not from the string: there the parser compares each attribute, and each unfinished tag, with all that came before.
        try
        {
            return parser.ParseDocument(new TextSource(new CharacterStream(html, watch.Check), Encoding.Unicode));
        }
        catch (AggregateException wrapped) when (wrapped.InnerException is { } refusal)
        {
            ExceptionDispatchInfo.Throw(refusal);
            throw;
        }
    }

    private sealed class Watch(ExtractionBudget budget)
    {
        // Odd, so that elements in turns are not always looked at in the same.
        private const int ElementsBetweenLooks = 31;

        private readonly long _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        private int _elements;
        private INode? _last;

        public void Check()
        {
            budget.Check();
            var most = budget.Options.MaxMemoryBytes;
            ExtractionBudget.Limit(GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore < most, $"Its elements, as a browser would complete them, take more than {most >> 20} MB. Split it.");
        }

        /// <summary>It has no place in the tree yet; the one before has.</summary>
        public void Created(INode element)
        {
            ExtractionBudget.Limit(++_elements <= MostElements, $"It has more than {MostElements:N0} elements.");
            if (_elements % ElementsBetweenLooks == 0)
            {
                Check();
                CheckDepth();
            }

            _last = element;
        }

        private void CheckDepth()
        {
            var most = Math.Min(budget.Options.MaxMarkupDepth, ParserDepth);
            var depth = 0;
            for (var node = _last; node is not null; node = node.Parent)
            {
                ExtractionBudget.Limit(++depth <= most, $"Its elements are nested more than {most} deep.");
            }
        }
    }
}
