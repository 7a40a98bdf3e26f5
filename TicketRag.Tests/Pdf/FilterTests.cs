using System.Text;
using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Tests.Pdf;

public class FilterTests
{
    private const string Hello = "BT /F1 12 Tf 10 50 Td (Hello world) Tj ET";

    private static string Read(string entries, byte[] data)
    {
        var pdf = new PdfWriter();
        pdf.AddPage("");
        pdf.SetStream(1, entries, data);
        return ReadPdf.Text(pdf.Build());
    }

    [Theory]
    [InlineData("/FlateDecode")]
    [InlineData("/Fl")]
    public void Flate_is_decoded(string name) =>
        Assert.Equal("Hello world", Read($"/Filter {name}", PdfWriter.Deflate(PdfWriter.Bytes(Hello))));

    [Fact]
    public void Flate_that_was_cut_off_yields_what_came_before()
    {
        var content = Hello + string.Concat(Enumerable.Range(0, 500).Select(i => $" {i} {i * 7919 % 1000} m"));
        var data = PdfWriter.Deflate(PdfWriter.Bytes(content));

        Assert.Equal("Hello world", Read("/Filter /FlateDecode", data[..(data.Length / 2)]));
    }

    [Fact]
    public void Flate_with_damage_in_its_middle_yields_what_came_before()
    {
        var content = Hello + string.Concat(Enumerable.Range(0, 5000).Select(i => $" {i} {i * 7919 % 1000} m"));
        var data = PdfWriter.Deflate(PdfWriter.Bytes(content));
        data.AsSpan(data.Length / 2).Fill(0xFF);

        Assert.Equal("Hello world", Read("/Filter /FlateDecode", data));
    }

    [Fact]
    public void Ascii_hex_is_decoded() =>
        Assert.Equal("Hello world", Read("/Filter /ASCIIHexDecode", PdfWriter.Bytes(Convert.ToHexString(PdfWriter.Bytes(Hello)) + ">")));

    [Fact]
    public void Ascii_85_is_decoded() =>
        Assert.Equal("Hello world", Read("/Filter /A85", PdfWriter.Bytes(Ascii85(PdfWriter.Bytes(Hello)) + "~>")));

    [Fact]
    public void Run_lengths_are_decoded()
    {
        byte[] data = [(byte)(Hello.Length - 1), .. PdfWriter.Bytes(Hello), 254, (byte)' ', 128];

        Assert.Equal("Hello world", Read("/Filter /RunLengthDecode", data));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Lzw_is_decoded_with_early_and_late_change(bool early)
    {
        var content = PdfWriter.Bytes(Hello + string.Concat(Enumerable.Range(0, 3000).Select(i => $" {i}")));

        Assert.Equal("Hello world", Read($"/Filter /LZWDecode /DecodeParms << /EarlyChange {(early ? 1 : 0)} >>", Lzw(content, early)));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public void Png_predictors_are_undone(int predictor)
    {
        const int Columns = 8;
        var rows = PdfWriter.Bytes(Hello.PadRight(48)).Chunk(Columns).ToList();
        var above = new byte[Columns];
        var data = new List<byte>();
        foreach (var row in rows)
        {
            data.Add((byte)(predictor - 10));
            for (var i = 0; i < Columns; i++)
            {
                var (left, up, corner) = (i > 0 ? row[i - 1] : 0, above[i], i > 0 ? above[i - 1] : 0);
                data.Add((byte)(row[i] - Predicted(predictor - 10, left, up, corner)));
            }

            above = row;
        }

        Assert.Equal("Hello world", Read(
            $"/Filter /FlateDecode /DecodeParms << /Predictor {predictor} /Columns {Columns} >>", PdfWriter.Deflate([.. data])));
    }

    [Fact]
    public void The_tiff_predictor_is_undone()
    {
        const int Columns = 16;
        var data = PdfWriter.Bytes(Hello.PadRight(48));
        for (var i = data.Length - 1; i >= 0; i--)
        {
            data[i] -= i % Columns == 0 ? (byte)0 : data[i - 1];
        }

        Assert.Equal("Hello world", Read(
            $"/Filter /FlateDecode /DecodeParms << /Predictor 2 /Columns {Columns} >>", PdfWriter.Deflate(data)));
    }

    [Fact]
    public void Chains_are_undone_in_their_order() =>
        Assert.Equal("Hello world", Read(
            "/Filter [/AHx /Fl]", PdfWriter.Bytes(Convert.ToHexString(PdfWriter.Deflate(PdfWriter.Bytes(Hello))) + ">")));

    [Fact]
    public void Image_filters_are_skipped() => Assert.Equal("", Read("/Filter /DCTDecode", PdfWriter.Bytes(Hello)));

    private static int Predicted(int kind, int left, int up, int corner) => kind switch
    {
        1 => left,
        2 => up,
        3 => (left + up) / 2,
        4 => new[] { left, up, corner }.MinBy(value => Math.Abs(left + up - corner - value)),
        _ => 0,
    };

    private static string Ascii85(byte[] data)
    {
        var text = new StringBuilder();
        foreach (var chunk in data.Chunk(4))
        {
            var padded = chunk.Concat(new byte[4]).Take(4).ToArray();
            var value = padded.Aggregate(0u, (sum, item) => (sum << 8) | item);
            var digits = new char[5];
            for (var i = 4; i >= 0; i--, value /= 85)
            {
                digits[i] = (char)('!' + (value % 85));
            }

            text.Append(digits, 0, chunk.Length + 1);
        }

        return text.ToString();
    }

    private static byte[] Lzw(byte[] data, bool early)
    {
        var (table, bits, width, result) = (new Dictionary<string, int>(), new StringBuilder(), 9, new List<byte>());
        void Write(int code) => bits.Append(Convert.ToString(code, 2).PadLeft(width, '0'));
        void Clear()
        {
            Write(256);
            table = Enumerable.Range(0, 256).ToDictionary(i => ((char)i).ToString(), i => i);
            width = 9;
        }

        Clear();
        var current = "";
        foreach (var item in data)
        {
            var longer = current + (char)item;
            if (table.ContainsKey(longer))
            {
                current = longer;
                continue;
            }

            Write(table[current]);
            table[longer] = table.Count + 2;

            // The writer is one entry ahead of the reader.
            var next = table.Count + 2 - 1 + (early ? 1 : 0);
            width = next < 512 ? 9 : next < 1024 ? 10 : next < 2048 ? 11 : 12;
            if (table.Count + 2 > 4090)
            {
                current = ((char)item).ToString();
                Clear();
                continue;
            }

            current = ((char)item).ToString();
        }

        Write(table[current]);
        Write(257);
        for (var i = 0; i < bits.Length; i += 8)
        {
            result.Add(Convert.ToByte(bits.ToString(i, Math.Min(8, bits.Length - i)).PadRight(8, '0'), 2));
        }

        return [.. result];
    }
}
