using AngleSharp.Dom;

namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>How many characters of text each element of a page has within it: counted once, where to ask each would be to read the page anew for each.</summary>
internal sealed class TextLengths
{
    private readonly Dictionary<INode, int> _lengths = [];

    public TextLengths(IElement root) => Count(root);

    public int this[IElement element] => _lengths.GetValueOrDefault(element);

    /// <summary>To be called before the element goes.</summary>
    public void Remove(IElement element)
    {
        for (var (around, length) = (element.Parent, this[element]); around is not null && _lengths.ContainsKey(around); around = around.Parent)
        {
            _lengths[around] -= length;
        }
    }

    private int Count(INode parent)
    {
        var length = 0;
        foreach (var node in parent.ChildNodes)
        {
            length += node is IText text ? text.Data.Length : node is IElement ? Count(node) : 0;
        }

        return _lengths[parent] = length;
    }
}
