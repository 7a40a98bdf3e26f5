namespace TicketRag.Pdf.Objects;

/// <summary>
/// Finds the objects of a file whose cross-reference is wrong: every "12 0 obj" and every trailer counts, and of two
/// objects with one number the later, as with incremental updates (ISO 32000-2, 7.5.6).
/// </summary>
internal sealed class FileScanner(PdfFile file)
{
    private readonly CrossReference _result = new();

    /// <summary>The object streams that were seen, in the order of the file.</summary>
    public List<int> Containers { get; } = [];

    public CrossReference Scan()
    {
        FindObjects();
        FindTrailers();
        return _result;
    }

    private void FindObjects()
    {
        var data = file.Data.Span;
        for (var position = 0; position < data.Length;)
        {
            var found = data[position..].IndexOf("obj"u8);
            if (found < 0)
            {
                return;
            }

            var at = position + found;
            position = at + 3;
            file.Budget.Step();
            if (TryNumbersBefore(data, at, out var number, out var start))
            {
                _result.Locations[number] = ObjectLocation.At(start);
                Inspect(number, start, data, position);
            }
        }
    }

    /// <summary>The object number and its first digit, when "n g " stands right before an offset.</summary>
    private static bool TryNumbersBefore(ReadOnlySpan<byte> data, int at, out int number, out int start)
    {
        number = 0;
        start = 0;
        var end = SkipWhiteBack(data, at);
        var generation = SkipDigitsBack(data, end);
        var numberEnd = SkipWhiteBack(data, generation);
        start = SkipDigitsBack(data, numberEnd);
        return generation < end && numberEnd < generation && start < numberEnd && numberEnd - start < 10
            && int.TryParse(data[start..numberEnd], out number);
    }

    private static int SkipWhiteBack(ReadOnlySpan<byte> data, int at)
    {
        while (at > 0 && Bytes.IsWhite(data[at - 1]))
        {
            at--;
        }

        return at;
    }

    private static int SkipDigitsBack(ReadOnlySpan<byte> data, int at)
    {
        while (at > 0 && Bytes.IsDigit(data[at - 1]))
        {
            at--;
        }

        return at;
    }

    /// <summary>Takes note of object streams, of the trailers in cross-reference streams and of the catalog.</summary>
    private void Inspect(int number, int start, ReadOnlySpan<byte> data, int body)
    {
        const int DictionaryWindow = 400;
        var window = data.Slice(body, Math.Min(DictionaryWindow, data.Length - body));
        var end = window.IndexOf("endobj"u8);
        window = end < 0 ? window : window[..end];
        if (window.IndexOf("/ObjStm"u8) >= 0)
        {
            Containers.Add(number);
        }
        else if (window.IndexOf("/XRef"u8) >= 0 || window.IndexOf("/Catalog"u8) >= 0)
        {
            var dictionary = file.ReadIndirect(start, number).Dictionary;
            if (dictionary is not null && dictionary["Type"].IsName("XRef"))
            {
                Prefer(dictionary);
            }
            else if (dictionary is not null && dictionary["Type"].IsName("Catalog"))
            {
                _result.Trailer.Set("Root", Value.OfReference(number, 0));
            }
        }
    }

    private void FindTrailers()
    {
        var data = file.Data.Span;
        for (var position = 0; position < data.Length;)
        {
            var found = data[position..].IndexOf("trailer"u8);
            if (found < 0)
            {
                return;
            }

            position += found + "trailer".Length;
            var parser = file.ParserAt(position);
            if (parser.Read().Dictionary is { } trailer)
            {
                Prefer(trailer);
            }
        }
    }

    /// <summary>Later trailers win, as far as what they point to exists.</summary>
    private void Prefer(DictionaryObject trailer)
    {
        foreach (var key in (ReadOnlySpan<string>)["Root", "Info", "Encrypt", "ID"])
        {
            var value = trailer[key];
            var exists = value.Kind != ValueKind.Reference || key != "Root"
                || (_result.Locations.TryGetValue(value.ReferenceNumber, out var location)
                    && file.ReadIndirect(location.Offset, value.ReferenceNumber).Dictionary is not null)
                || _result.Trailer[key].IsNull;
            if (!value.IsNull && exists)
            {
                _result.Trailer.Set(key, value);
            }
        }
    }
}
