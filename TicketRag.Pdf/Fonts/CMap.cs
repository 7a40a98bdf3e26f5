using System.Buffers.Binary;
using System.Text;

namespace TicketRag.Pdf.Fonts;

/// <summary>A character map (ISO 32000-2, 9.7.5): how bytes split into codes, and what CIDs or text the codes stand for.</summary>
internal sealed class CMap
{
    private const int LongestCode = 4;

    // Every code is compared with all of them; real maps have a handful.
    private const int MostCodespaces = 256;

    private readonly List<(int Length, uint Low, uint High)> _codespaces = [];
    private readonly RangeTable<uint> _cids = new();
    private readonly RangeTable<string> _text = new();

    public bool IsVertical { get; set; }

    public bool HasText => _text.Count > 0;

    public bool HasCodespaces => _codespaces.Count > 0;

    public static CMap Identity(bool vertical)
    {
        var map = new CMap { IsVertical = vertical };
        map.AddCodespace(2, 0, 0xFFFF);
        map.AddCids(0, 0xFFFF, 0);
        map.Complete();
        return map;
    }

    public void AddCodespace(int length, uint low, uint high)
    {
        if (_codespaces.Count < MostCodespaces)
        {
            _codespaces.Add((length, low, high));
        }
    }

    public void AddCids(uint low, uint high, uint cid) => _cids.Add(low, high, cid);

    public void AddText(uint low, uint high, string text) => _text.Add(low, high, text);

    public void Complete()
    {
        _cids.Sort();
        _text.Sort();
    }

    /// <summary>Takes over what another map says, to be overruled by what is added later.</summary>
    public void Use(CMap other)
    {
        _codespaces.AddRange(other._codespaces);
        _cids.AddRange(other._cids);
        _text.AddRange(other._text);
    }

    /// <summary>The next code of a string: the shortest in whose codespace the bytes lie (9.7.6.3).</summary>
    public uint Next(ReadOnlySpan<byte> bytes, out int length)
    {
        uint code = 0;
        for (length = 1; length <= Math.Min(LongestCode, bytes.Length); length++)
        {
            code = (code << 8) | bytes[length - 1];
            foreach (var space in _codespaces)
            {
                if (space.Length == length && IsIn(code, space.Low, space.High, length))
                {
                    return code;
                }
            }
        }

        return Unmatched(bytes, out length);
    }

    /// <summary>Each byte of a code must lie between the bytes of the bounds.</summary>
    private static bool IsIn(uint code, uint low, uint high, int length)
    {
        for (var i = 0; i < length; i++, code >>= 8, low >>= 8, high >>= 8)
        {
            if ((byte)code < (byte)low || (byte)code > (byte)high)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Bytes outside every codespace are skipped in steps of the shortest code.</summary>
    private uint Unmatched(ReadOnlySpan<byte> bytes, out int length)
    {
        var shortest = _codespaces.Count == 0 ? 2 : _codespaces.Min(space => space.Length);
        length = Math.Clamp(shortest, 1, bytes.Length);
        uint code = 0;
        foreach (var item in bytes[..length])
        {
            code = (code << 8) | item;
        }

        return code;
    }

    public uint Cid(uint code) => _cids.TryFind(code, out var low, out var cid) ? cid + (code - low) : 0;

    /// <summary>The text of a code, or null.</summary>
    public string? Text(uint code)
    {
        if (!_text.TryFind(code, out var low, out var text) || text.Length == 0)
        {
            return null;
        }

        return code == low ? text : Advance(text, code - low);
    }

    /// <summary>The text of a code further on in a range: its last character counts up.</summary>
    private static string? Advance(string text, uint by)
    {
        var last = text.Length >= 2 && char.IsSurrogatePair(text[^2], text[^1]) ? 2 : 1;
        var scalar = last == 2 ? char.ConvertToUtf32(text[^2], text[^1]) : text[^1];
        var advanced = scalar + (long)by;
        return advanced <= 0x10FFFF && Rune.IsValid((int)advanced)
            ? string.Concat(text.AsSpan(0, text.Length - last), new Rune((int)advanced).ToString())
            : null;
    }

    /// <summary>The text that the target of a bfchar or bfrange spells in UTF-16.</summary>
    public static string DecodeTarget(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 1)
        {
            return ((char)bytes[0]).ToString();
        }

        Span<char> text = stackalloc char[Math.Min(bytes.Length / 2, 256)];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var unit = (char)BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]);
            if (unit != '\0')
            {
                text[length++] = unit;
            }
        }

        // Nothing but zero stays: it says nothing itself, but a range may count up from it.
        return length == 0 && text.Length > 0 ? "\0" : text[..length].ToString();
    }
}
