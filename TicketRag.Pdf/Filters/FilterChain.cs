using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Filters;

/// <summary>The filters of a stream in the order in which they are undone (ISO 32000-2, 7.4.1).</summary>
internal static class FilterChain
{
    // Real files chain two or three; a hostile one could chain thousands over the same bytes.
    private const int MaxFilters = 8;

    public static List<FilterStep> Of(ObjectStore store, DictionaryObject dictionary)
    {
        var names = First(store, dictionary, "Filter", "F");
        var parameters = First(store, dictionary, "DecodeParms", "DP");
        var steps = new List<FilterStep>(1);
        if (names.Name is { } single)
        {
            steps.Add(Step(store, single, (parameters.Array is { } one ? store.Get(one, 0) : parameters).Dictionary));
        }

        for (var i = 0; i < Math.Min(names.Array?.Count ?? 0, MaxFilters); i++)
        {
            var own = parameters.Array is { } array ? store.Get(array, i).Dictionary : parameters.Dictionary;
            steps.Add(Step(store, store.Get(names.Array!, i).Name ?? "", own));
        }

        return steps;
    }

    private static Value First(ObjectStore store, DictionaryObject dictionary, string key, string abbreviation)
    {
        var value = store.Get(dictionary, key);

        // F is a file specification in a stream's dictionary and a filter in an inline image's.
        return value.IsNull && store.Get(dictionary, abbreviation) is { Kind: ValueKind.Name or ValueKind.Array } other ? other : value;
    }

    private static FilterStep Step(ObjectStore store, string name, DictionaryObject? parameters)
    {
        var predictor = parameters is null
            ? new PredictorParameters(1, 1, 8, 1)
            : new PredictorParameters(
                Number(store, parameters, "Predictor", 1), Math.Clamp(Number(store, parameters, "Colors", 1), 1, 64),
                Math.Clamp(Number(store, parameters, "BitsPerComponent", 8), 1, 16),
                Math.Max(1, Number(store, parameters, "Columns", 1)));
        var early = parameters is null || Number(store, parameters, "EarlyChange", 1) != 0;
        return new FilterStep(Kind(name), predictor, early, parameters is null ? null : store.Get(parameters, "Name").Name);
    }

    private static int Number(ObjectStore store, DictionaryObject parameters, string key, int otherwise) =>
        store.Get(parameters, key) is { IsNumber: true } value ? value.Integer : otherwise;

    private static FilterKind Kind(string name) => name switch
    {
        "FlateDecode" or "Fl" => FilterKind.Flate,
        "LZWDecode" or "LZW" => FilterKind.Lzw,
        "ASCIIHexDecode" or "AHx" => FilterKind.AsciiHex,
        "ASCII85Decode" or "A85" => FilterKind.Ascii85,
        "RunLengthDecode" or "RL" => FilterKind.RunLength,
        "Crypt" => FilterKind.Crypt,
        "DCTDecode" or "DCT" or "JPXDecode" or "CCITTFaxDecode" or "CCF" or "JBIG2Decode" => FilterKind.Image,
        _ => FilterKind.Unknown,
    };

    public static PooledBytes Decode(ReadOnlyMemory<byte> raw, List<FilterStep> steps, Budget budget)
    {
        PooledBytes? current = null;
        try
        {
            foreach (var step in steps)
            {
                if (step.Kind is FilterKind.Crypt)
                {
                    continue;
                }

                var next = new PooledBytes(budget, Math.Clamp(raw.Length * 3, 1024, 1 << 20));
                var input = current;
                current = next;
                using (input)
                {
                    Apply(step, input?.Memory ?? raw, next, budget);
                }

                next.Charge();
            }

            if (current is null)
            {
                current = new PooledBytes(budget, raw.Length);
                current.Append(raw.Span);
            }

            return current;
        }
        catch
        {
            current?.Dispose();
            throw;
        }
    }

    private static void Apply(FilterStep step, ReadOnlyMemory<byte> input, PooledBytes output, Budget budget)
    {
        switch (step.Kind)
        {
            case FilterKind.Flate:
                FlateFilter.Decode(input, output);
                Predictor.Undo(output, step.Predictor, budget);
                break;
            case FilterKind.Lzw:
                LzwFilter.Decode(input.Span, output, step.EarlyChange);
                Predictor.Undo(output, step.Predictor, budget);
                break;
            case FilterKind.AsciiHex:
                AsciiHexFilter.Decode(input.Span, output);
                break;
            case FilterKind.Ascii85:
                Ascii85Filter.Decode(input.Span, output);
                break;
            case FilterKind.RunLength:
                RunLengthFilter.Decode(input.Span, output);
                break;
            default:
                break;
        }
    }
}
