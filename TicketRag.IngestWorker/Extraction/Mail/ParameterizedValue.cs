using System.Globalization;
using System.Text;
using TicketRag.IngestWorker.Extraction.Text;

namespace TicketRag.IngestWorker.Extraction.Mail;

/// <summary>A value with parameters, such as <c>text/plain; charset=utf-8</c>, with the continued and encoded forms of RFC 2231.</summary>
internal sealed class ParameterizedValue
{
    private readonly SortedDictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);

    private ParameterizedValue(string value) => Value = value;

    /// <summary>In lower case, without its parameters.</summary>
    public string Value { get; }

    /// <summary>Null where there is no such parameter.</summary>
    public string? this[string name]
    {
        get
        {
            if (_parameters.TryGetValue(name, out var plain))
            {
                return EncodedWords.Decode(plain);
            }

            return _parameters.TryGetValue($"{name}*", out var encoded) ? DecodeExtended([encoded]) : Continued(name);
        }
    }

    public static ParameterizedValue Of(string text)
    {
        var end = text.IndexOf(';');
        var value = new ParameterizedValue((end < 0 ? text : text[..end]).Trim().ToLowerInvariant());
        while (end >= 0 && end < text.Length)
        {
            end = value.ReadParameter(text, end + 1);
        }

        return value;
    }

    private int ReadParameter(string text, int at)
    {
        var equals = text.IndexOfAny(['=', ';'], at);
        if (equals < 0 || text[equals] == ';')
        {
            return equals;
        }

        var name = text[at..equals].Trim();
        var start = equals + 1;
        while (start < text.Length && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        var quoted = start < text.Length && text[start] == '"';
        var end = quoted ? start : text.IndexOf(';', start);
        var value = quoted ? Unquote(text, ref end) : text[start..(end < 0 ? text.Length : end)].Trim();
        _parameters.TryAdd(name, value);
        return quoted ? text.IndexOf(';', end) : end;
    }

    private static string Unquote(string text, ref int at)
    {
        var value = new StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
            value.Append(text[at]);
        }

        at = Math.Min(at, text.Length);
        return value.ToString();
    }

    // name*0="…"; name*1*=…
    private string? Continued(string name)
    {
        var pieces = new List<string>();
        var isExtended = false;
        while (true)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{name}*{pieces.Count}");
            if (_parameters.TryGetValue($"{key}*", out var encoded))
            {
                isExtended = true;
                pieces.Add(encoded);
            }
            else if (_parameters.TryGetValue(key, out var plain))
            {
                pieces.Add(isExtended ? Uri.EscapeDataString(plain) : plain);
            }
            else
            {
                break;
            }
        }

        return pieces.Count == 0 ? null : isExtended ? DecodeExtended(pieces) : EncodedWords.Decode(string.Concat(pieces));
    }

    // charset'language'percent-encoded
    private static string DecodeExtended(IEnumerable<string> pieces)
    {
        var all = string.Concat(pieces);
        var parts = all.Split('\'', 3);
        var (charset, encoded) = parts.Length == 3 ? (parts[0], parts[2]) : ("", all);
        var bytes = new List<byte>();
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%' && i + 2 < encoded.Length && byte.TryParse(encoded.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var escaped))
            {
                bytes.Add(escaped);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(encoded, i, 1));
            }
        }

        return TextDecoding.Decode([.. bytes], charset);
    }
}
