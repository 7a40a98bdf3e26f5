using TicketRag.Pdf.Fonts;
using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Content;

/// <summary>The text of annotations (ISO 32000-2, 12.5) and of form fields (12.7), as far as the options ask for it.</summary>
internal sealed class AnnotationReader(ObjectStore store, ContentInterpreter interpreter, PageContent page, OptionalContent layers)
{
    private const int Hidden = 1 << 1;
    private const int NoView = 1 << 5;
    private const int Password = 1 << 13;
    private const int LongestParentChain = 32;

    private readonly PdfAnnotationText _wanted = store.File.Budget.Options.Annotations;

    public void Read(DictionaryObject pageDictionary, in Matrix display)
    {
        if (_wanted == PdfAnnotationText.None || store.Get(pageDictionary, "Annots").Array is not { } annotations)
        {
            return;
        }

        for (var i = 0; i < annotations.Count; i++)
        {
            if (store.Get(annotations, i).Dictionary is { } annotation
                && (store.Get(annotation, "F").Integer & (Hidden | NoView)) == 0
                && !layers.IsHidden(annotation["OC"]))
            {
                ReadOne(annotation, display);
            }
        }
    }

    private void ReadOne(DictionaryObject annotation, in Matrix display)
    {
        var subtype = store.Get(annotation, "Subtype").Name;
        if (PageTree.Box(store, annotation, "Rect") is not { } rect || subtype == "Popup")
        {
            return;
        }

        var appearance = Appearance(annotation);
        if (appearance is not null && _wanted.HasFlag(PdfAnnotationText.Appearances))
        {
            Draw(appearance, rect, display);
        }
        else if (appearance is null && subtype == "FreeText" && _wanted.HasFlag(PdfAnnotationText.Appearances))
        {
            // Its contents are what it shows (12.5.6.6); how is left to the viewer.
            PlacedText.Add(page, Text(store.Get(annotation, "Contents")), display.Apply(rect));
        }
        else if (appearance is null && subtype == "Widget" && _wanted.HasFlag(PdfAnnotationText.FieldValues))
        {
            PlacedText.Add(page, FieldValue(annotation), display.Apply(rect));
        }

        if (_wanted.HasFlag(PdfAnnotationText.Comments) && subtype is not ("Widget" or "FreeText" or "Link"))
        {
            PlacedText.Add(page, Text(store.Get(annotation, "Contents")), display.Apply(rect));
        }
    }

    /// <summary>The normal appearance, in the state that the annotation is in (12.5.5).</summary>
    private StreamObject? Appearance(DictionaryObject annotation)
    {
        if (store.Get(annotation, "AP").Dictionary is not { } appearances)
        {
            return null;
        }

        var normal = store.Get(appearances, "N");
        return normal.Kind == ValueKind.Dictionary && store.Get(annotation, "AS").Name is { } state
            ? store.Get(normal.Dictionary!, state).Stream
            : normal.Stream;
    }

    /// <summary>Algorithm "appearance streams" (12.5.5): the transformed box of the form is fitted into the rectangle.</summary>
    private void Draw(StreamObject appearance, PdfBox rect, in Matrix display)
    {
        if (PageTree.Box(store, appearance.Dictionary, "BBox") is not { } box)
        {
            return;
        }

        var shown = Operands.Matrix(store, appearance.Dictionary).Apply(box);
        if (shown.Width <= 0 || shown.Height <= 0)
        {
            return;
        }

        var (scaleX, scaleY) = (rect.Width / shown.Width, rect.Height / shown.Height);
        var fit = new Matrix(scaleX, 0, 0, scaleY, rect.Left - (shown.Left * scaleX), rect.Bottom - (shown.Bottom * scaleY));
        interpreter.RunForm(appearance, fit.Then(display));
    }

    private string FieldValue(DictionaryObject field)
    {
        var kind = Inherited(field, "FT").Name;
        var secret = (Inherited(field, "Ff").Integer & Password) != 0;
        return kind is "Tx" or "Ch" && !secret ? Text(Inherited(field, "V")) : "";
    }

    private Value Inherited(DictionaryObject field, string key)
    {
        for (var i = 0; i < LongestParentChain; i++)
        {
            if (store.Get(field, key) is { IsNull: false } value)
            {
                return value;
            }

            if (store.Get(field, "Parent").Dictionary is not { } parent)
            {
                break;
            }

            field = parent;
        }

        return Value.Null;
    }

    private string Text(Value value)
    {
        if (value.Array is { } list)
        {
            return string.Join('\n', Enumerable.Range(0, list.Count).Select(i => Text(store.Get(list, i) is { Array: null } item ? item : Value.Null)));
        }

        return value.Kind == ValueKind.String ? CompatibilityForms.ResolveLigatures(TextString.Decode(value.Bytes)) : "";
    }
}
