namespace TicketRag.Pdf.Objects;

/// <summary>The entries of a cross-reference stream (ISO 32000-2, 7.5.8).</summary>
internal static class CrossReferenceStream
{
    public static void Read(DictionaryObject dictionary, ReadOnlySpan<byte> data, CrossReference into, PdfFile file)
    {
        if (dictionary["W"].Array is not { Count: >= 3 } widths)
        {
            return;
        }

        Span<int> width = [Width(widths[0]), Width(widths[1]), Width(widths[2])];
        var entry = width[0] + width[1] + width[2];
        if (entry == 0)
        {
            return;
        }

        var index = dictionary["Index"].Array;
        for (var section = 0; section < (index?.Count ?? 2); section += 2)
        {
            var first = index is null ? 0 : index[section].Integer;
            var count = index is null ? dictionary["Size"].Integer : index[section + 1].Integer;
            for (var i = 0; i < count && data.Length >= entry && first <= int.MaxValue - count; i++)
            {
                file.Budget.Step();
                Add(first + i, data[..entry], width, into, file);
                data = data[entry..];
            }
        }
    }

    private static void Add(int number, ReadOnlySpan<byte> entry, Span<int> width, CrossReference into, PdfFile file)
    {
        var kind = width[0] == 0 ? 1 : Field(entry[..width[0]]);
        var second = Field(entry.Slice(width[0], width[1]));
        var third = Field(entry.Slice(width[0] + width[1], width[2]));
        switch (kind)
        {
            case 0:
                into.Add(number, ObjectLocation.Free);
                break;
            case 1:
                into.Add(number, ObjectLocation.At(file.Offset(second)));
                break;
            case 2 when second is > 0 and < int.MaxValue:
                into.Add(number, ObjectLocation.In((int)second, (int)Math.Min(third, int.MaxValue)));
                break;
            default:
                break;
        }
    }

    private static int Width(Value value) => Math.Clamp(value.Integer, 0, 16);

    private static long Field(ReadOnlySpan<byte> bytes)
    {
        long value = 0;
        foreach (var item in bytes)
        {
            value = ((value << 8) | item) & long.MaxValue;
        }

        return value;
    }
}
