using System.Text;

namespace TicketRag.Tests.Pdf.Writing;

/// <summary>Damages a file as chance will have it: bytes, runs of bytes, numbers and words of the syntax.</summary>
public sealed class PdfMutator(int seed)
{
    private static readonly string[] Words =
    [
        "obj", "endobj", "stream", "endstream", "xref", "trailer", "<<", ">>", "[", "]", "(", ")", "<", ">", "/", "R", "null",
        "BT", "ET", "Tj", "TJ", "Do", "q", "Q", "BI", "ID", "EI", "BDC", "EMC", "Tf", "Td", "cm", "/Length", "/Kids", "/Prev",
        "/Filter", "/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/Predictor 15", "/Contents", "/Font", "/ToUnicode",
        "begincodespacerange", "beginbfrange", "usecmap", "1 0 R", "2 0 R", "3 0 R", "4 0 R", "5 0 R",
    ];

    private static readonly string[] Numbers =
        ["0", "-1", "1", "255", "65536", "2147483647", "-2147483648", "4294967295", "99999999999999999999", "0.00000001", "1e9", "--5"];

    private readonly Random _random = new(seed);

    public byte[] Mutate(byte[] file)
    {
        var bytes = new List<byte>(file);
        for (var i = _random.Next(1, 12); i > 0 && bytes.Count > 0; i--)
        {
            Once(bytes);
        }

        return [.. bytes];
    }

    private void Once(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count);
        var length = Math.Min(_random.Next(1, _random.Next(2, 400)), bytes.Count - at);
        switch (_random.Next(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(_random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            case 4:
                bytes.InsertRange(at, Encoding.ASCII.GetBytes($" {Words[_random.Next(Words.Length)]} "));
                break;
            case 5 or 6:
                ReplaceNumber(bytes, at);
                break;
            case 7:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                SwapReferences(bytes, at);
                break;
        }
    }

    private void ReplaceNumber(List<byte> bytes, int at)
    {
        var start = bytes.FindIndex(at, item => item is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
        {
            return;
        }

        var end = start;
        while (end < bytes.Count && bytes[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, Encoding.ASCII.GetBytes(Numbers[_random.Next(Numbers.Length)]));
    }

    /// <summary>Lets a reference point to another object: what was a tree may become a ring.</summary>
    private void SwapReferences(List<byte> bytes, int at)
    {
        for (var i = at; i + 4 < bytes.Count; i++)
        {
            if (bytes[i] is >= (byte)'0' and <= (byte)'9' && bytes[i + 1] == ' ' && bytes[i + 2] == '0' && bytes[i + 3] == ' ' && bytes[i + 4] == 'R')
            {
                bytes[i] = (byte)('0' + _random.Next(10));
                return;
            }
        }
    }
}
