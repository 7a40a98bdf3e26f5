using TicketRag.Pdf.Content;
using TicketRag.Pdf.Fonts;
using TicketRag.Pdf.Layout;
using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf;

/// <summary>Runs a page's content and annotations and lays out what they drew.</summary>
internal sealed class PageReader(ObjectStore store, FontLibrary fonts, OptionalContent layers, Budget budget)
{
    private readonly PageContent _content = new(budget);
    private readonly PageLayout _layout = new(budget);

    public PdfPage Read(PageNode node, int number)
    {
        var scale = store.Get(node.Page, "UserUnit") is { IsNumber: true, Number: > 0 and < 1000 } unit ? unit.Number : 1;
        var display = Display(node, scale);
        var visible = display.Apply(node.MediaBox);
        _content.Clear();
        var interpreter = new ContentInterpreter(store, fonts, layers, _content, visible);
        using (var bytes = Contents(node.Page))
        {
            interpreter.Run(bytes.Span, node.Resources, display);
        }

        new AnnotationReader(store, interpreter, _content, layers).Read(node.Page, display);
        var layout = _layout.Of(_content);
        var size = display.Apply(node.CropBox);
        return new PdfPage(number, size.Width, size.Height, node.Rotation, _content.HasImages, layout);
    }

    /// <summary>From user space (8.3.2.3) to the page as displayed: turned, and with the crop box at the origin.</summary>
    private static Matrix Display(PageNode node, double scale)
    {
        var crop = node.CropBox;
        var turn = node.Rotation switch
        {
            90 => new Matrix(0, -1, 1, 0, -crop.Bottom, crop.Right),
            180 => new Matrix(-1, 0, 0, -1, crop.Right, crop.Top),
            270 => new Matrix(0, 1, -1, 0, crop.Top, -crop.Left),
            _ => Matrix.Translation(-crop.Left, -crop.Bottom),
        };
        return turn.Then(new Matrix(scale, 0, 0, scale, 0, 0));
    }

    /// <summary>The content streams one behind the other: tokens do not reach across, operators may (7.7.3.3).</summary>
    private PooledBytes Contents(DictionaryObject page)
    {
        var all = new PooledBytes(budget);
        var contents = store.Get(page, "Contents");
        Append(all, contents);
        for (var i = 0; i < (contents.Array?.Count ?? 0); i++)
        {
            Append(all, store.Get(contents.Array!, i));
        }

        return all;
    }

    private void Append(PooledBytes all, Value content)
    {
        if (content.Stream is { } stream)
        {
            using var bytes = store.Decoder.Decode(stream);
            all.Append(bytes.Span);
            all.Append((byte)'\n');
        }
    }
}
