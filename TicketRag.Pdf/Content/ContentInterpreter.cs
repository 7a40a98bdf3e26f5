using TicketRag.Pdf.Fonts;
using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Content;

/// <summary>Runs content streams (ISO 32000-2, 7.8.2 and annex A) for the text, the lines and the images they draw.</summary>
internal sealed class ContentInterpreter
{
    private const int MostOperands = 64;
    private const int DeepestStateStack = 512;

    private readonly ObjectStore _store;
    private readonly FontLibrary _fonts;
    private readonly OptionalContent _layers;
    private readonly PageContent _page;
    private readonly TextOperators _text;
    private readonly PathRules _path;
    private readonly MarkedContent _marks;
    private readonly Stack<GraphicsState> _saved = new();
    private readonly HashSet<StreamObject> _running = [];
    private readonly ResourceNames _resources;
    private GraphicsState _state;

    public ContentInterpreter(ObjectStore store, FontLibrary fonts, OptionalContent layers, PageContent page, PdfBox visible)
    {
        _store = store;
        _fonts = fonts;
        _layers = layers;
        _page = page;
        _path = new PathRules(page);
        _marks = new MarkedContent(store, page, layers);
        _resources = new ResourceNames(store);
        _text = new TextOperators(new TextCursor(page, visible), _marks, _resources, fonts);
        _state = new GraphicsState(Matrix.Identity, fonts.Missing);
    }

    /// <summary>Runs a stream by itself: what it does to the state ends with it.</summary>
    public void Run(ReadOnlySpan<byte> content, DictionaryObject resources, in Matrix transformation)
    {
        var (state, saved, outer, marks) = (_state, _saved.Count, _resources.Own, _marks.Depth);
        _state = new GraphicsState(transformation, _fonts.Missing);
        _resources.Own = resources;
        _resources.Page = _running.Count == 0 ? resources : _resources.Page;
        Execute(content, saved);
        _marks.EndDownTo(marks);
        while (_saved.Count > saved)
        {
            _saved.Pop();
        }

        (_state, _resources.Own) = (state, outer);
    }

    private void Execute(ReadOnlySpan<byte> content, int outermost)
    {
        // Operands of an outer stream must survive the forms that it invokes, so each level has its own.
        var arena = new ByteArena();
        var operands = new Operands();
        var parser = new ObjectParser(content, 0, _store.File.Names, _store.File.Budget)
        {
            References = false,
            Arena = arena,
            ReusedArray = new ArrayObject(),
        };
        while (parser.Read() is { Kind: not ValueKind.End } value)
        {
            if (value.Kind != ValueKind.Keyword)
            {
                operands.Add(value, MostOperands);
                continue;
            }

            _store.File.Budget.Step();
            if (value.IsKeyword("BI"))
            {
                InlineImage.Skip(ref parser);
                _page.HasImages = true;
            }
            else
            {
                Apply(value.Keyword, operands, outermost);
            }

            operands.Clear();
            arena.Length = 0;
        }
    }

    private void Apply(string op, Operands operands, int outermost)
    {
        if (!_text.Apply(op, operands, ref _state) && !_path.Apply(op, operands, _state.Transformation))
        {
            StateOperator(op, operands, outermost);
        }
    }

    private void StateOperator(string op, Operands operands, int outermost)
    {
        switch (op)
        {
            case "q":
                if (_saved.Count < DeepestStateStack)
                {
                    _saved.Push(_state);
                }

                break;
            case "Q" when _saved.Count > outermost:
                _state = _saved.Pop();
                break;
            case "cm":
                _state.Transformation = operands.Matrix().Then(_state.Transformation);
                break;
            case "gs":
                ApplyGraphicsState(operands[0].Name);
                break;
            case "Do":
                Invoke(operands[0].Name);
                break;
            case "BMC":
                _marks.Begin(operands[0].Name ?? "", Value.Null, null);
                break;
            case "BDC":
                _marks.Begin(operands[0].Name ?? "", operands[1], _resources.Own);
                break;
            case "EMC":
                _marks.End();
                break;
            default:
                break;
        }
    }

    private void ApplyGraphicsState(string? name)
    {
        if (_resources.Find("ExtGState", name).Dictionary is { } parameters
            && _store.Get(parameters, "Font").Array is { } font
            && _store.Get(font, 0).Dictionary is { } dictionary)
        {
            _state.Font = _fonts.Of(dictionary);
            _state.FontSize = _store.Get(font, 1).Number;
        }
    }

    private void Invoke(string? name)
    {
        if (_resources.Find("XObject", name).Stream is not { } stream || _marks.IsHidden || _layers.IsHidden(stream.Dictionary["OC"]))
        {
            return;
        }

        if (_store.Get(stream.Dictionary, "Subtype").IsName("Image"))
        {
            _page.HasImages = true;
        }
        else
        {
            RunForm(stream, _state.Transformation);
        }
    }

    /// <summary>A form XObject (8.10). One that invokes itself, or lies too deep, is left out.</summary>
    public void RunForm(StreamObject form, in Matrix transformation)
    {
        if (_running.Count >= _store.File.Budget.Options.MaxNesting || !_running.Add(form))
        {
            return;
        }

        try
        {
            using var content = _store.Decoder.Decode(form);
            var resources = _store.Get(form.Dictionary, "Resources").Dictionary ?? _resources.Own;
            var state = _state;
            Run(content.Span, resources, Operands.Matrix(_store, form.Dictionary).Then(transformation));
            _state = state;
        }
        finally
        {
            _running.Remove(form);
        }
    }
}
