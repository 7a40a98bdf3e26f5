using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Fonts;

/// <summary>The widths and vertical metrics of a CIDFont (ISO 32000-2, 9.7.4.3), as parts of the font size.</summary>
internal sealed class CidWidths
{
    private const float Thousandth = 0.001f;

    private readonly RangeTable<float[]> _horizontal = new();
    private readonly RangeTable<float[]> _vertical = new();
    private readonly float _default;
    private readonly float _defaultOriginY;
    private readonly float _defaultAdvanceY;

    public CidWidths(ObjectStore store, DictionaryObject font)
    {
        _default = store.Get(font, "DW") is { IsNumber: true } width ? (float)width.Number * Thousandth : 1;
        var vertical = store.Get(font, "DW2").Array;
        _defaultOriginY = vertical is null ? 0.88f : (float)store.Get(vertical, 0).Number * Thousandth;
        _defaultAdvanceY = vertical is null ? -1 : (float)store.Get(vertical, 1).Number * Thousandth;
        Read(store, store.Get(font, "W").Array, 1, _horizontal);
        Read(store, store.Get(font, "W2").Array, 3, _vertical);
    }

    public float Width(uint cid) => _horizontal.TryFind(cid, out var low, out var widths) ? widths[widths.Length == 1 ? 0 : cid - low] : _default;

    /// <summary>The advance downwards (negative) and where the vertical origin lies from the horizontal one.</summary>
    public (float Advance, float OriginX, float OriginY) Vertical(uint cid)
    {
        if (!_vertical.TryFind(cid, out var low, out var metrics))
        {
            return (_defaultAdvanceY, Width(cid) / 2, _defaultOriginY);
        }

        var at = metrics.Length == 3 ? 0 : (int)(cid - low) * 3;
        return (metrics[at], metrics[at + 1], metrics[at + 2]);
    }

    /// <summary>"c [w1 w2 …]" and "first last w", with one or three numbers for each CID.</summary>
    private static void Read(ObjectStore store, ArrayObject? array, int perCid, RangeTable<float[]> into)
    {
        for (var i = 0; i + 1 < (array?.Count ?? 0);)
        {
            store.File.Budget.Step();
            var first = (uint)Math.Max(0, store.Get(array!, i).Integer);
            if (store.Get(array!, i + 1).Array is { } list)
            {
                var count = list.Count / perCid;
                var numbers = Numbers(store, list, 0, count * perCid);
                if (count > 0)
                {
                    into.Add(first, first + (uint)count - 1, numbers);
                }

                i += 2;
            }
            else
            {
                into.Add(first, (uint)Math.Max(0, store.Get(array!, i + 1).Integer), Numbers(store, array!, i + 2, perCid));
                i += 2 + perCid;
            }
        }

        into.Sort();
    }

    private static float[] Numbers(ObjectStore store, ArrayObject array, int from, int count)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = (float)store.Get(array, from + i).Number * Thousandth;
        }

        return numbers;
    }
}
