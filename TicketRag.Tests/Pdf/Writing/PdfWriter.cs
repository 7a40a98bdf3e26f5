using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace TicketRag.Tests.Pdf.Writing;

/// <summary>How the objects of a written file are found.</summary>
public enum CrossReferenceForm
{
    Table,
    Stream,
    Hybrid,

    /// <summary>A table whose offsets point nowhere.</summary>
    Wrong,
}

/// <summary>Writes the smallest PDF that shows a feature. Strings are bytes, one for each character.</summary>
public sealed class PdfWriter
{
    public const string Helvetica = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";

    private readonly SortedDictionary<int, byte[]> _objects = [];
    private readonly List<int> _pages = [];
    private int _last;
    private int _tree;

    public string Header { get; set; } = "%PDF-1.7\n";

    public string TrailerEntries { get; set; } = "";

    public string CatalogEntries { get; set; } = "";

    public int Root { get; private set; }

    /// <summary>Adds a page of 200 by 100 points with a font as /F1, and returns the number of its object.</summary>
    public int AddPage(string content, string font = Helvetica, string resources = "", string entries = "")
    {
        var contents = AddStream("", content);
        _tree = _tree == 0 ? Reserve() : _tree;
        _pages.Add(Add(
            $"<< /Type /Page /Parent {_tree} 0 R /MediaBox [0 0 200 100] /Contents {contents} 0 R {entries} "
            + $"/Resources << /Font << /F1 {font} >> {resources} >> >>"));
        return _last;
    }

    /// <summary>Writes the page tree and the catalog over the pages so far.</summary>
    public void Finish()
    {
        Set(_tree, $"<< /Type /Pages /Kids [{string.Join(' ', _pages.Select(page => $"{page} 0 R"))}] /Count {_pages.Count} >>");
        Root = Root == 0 ? Reserve() : Root;
        Set(Root, $"<< /Type /Catalog /Pages {_tree} 0 R {CatalogEntries} >>");
    }

    public int Reserve() => ++_last;

    public int Add(string body)
    {
        Set(Reserve(), body);
        return _last;
    }

    public void Set(int number, string body) => _objects[number] = Bytes(body);

    public int AddStream(string entries, byte[] data)
    {
        SetStream(Reserve(), entries, data);
        return _last;
    }

    public int AddStream(string entries, string data) => AddStream(entries, Bytes(data));

    public void SetStream(int number, string entries, byte[] data) =>
        _objects[number] = [.. Bytes($"<< /Length {data.Length} {entries} >>\nstream\n"), .. data, .. Bytes("\nendstream")];

    public int AddCompressed(string entries, byte[] data) => AddStream($"/Filter /FlateDecode {entries}", Deflate(data));

    /// <summary>The objects as one object stream, all but streams and those that are named.</summary>
    public void PackIntoObjectStream(params int[] except)
    {
        var packed = _objects.Where(item => !except.Contains(item.Key) && !Encoding.Latin1.GetString(item.Value).Contains("\nstream\n", StringComparison.Ordinal)).ToList();
        var index = new StringBuilder();
        var content = new MemoryStream();
        foreach (var (number, body) in packed)
        {
            index.Append(CultureInfo.InvariantCulture, $"{number} {content.Length} ");
            content.Write([.. body, (byte)'\n']);
            _objects.Remove(number);
        }

        byte[] data = [.. Bytes(index.ToString()), .. content.ToArray()];
        Packed[AddCompressed($"/Type /ObjStm /N {packed.Count} /First {index.Length}", data)] = [.. packed.Select(item => item.Key)];
    }

    public Dictionary<int, List<int>> Packed { get; } = [];

    public byte[] Build(CrossReferenceForm form = CrossReferenceForm.Table)
    {
        if (Root == 0 && _tree > 0)
        {
            Finish();
        }

        var file = new MemoryStream();
        file.Write(Bytes(Header));
        var offsets = new SortedDictionary<int, long>();
        WriteObjects(file, offsets, _objects);
        WriteCrossReference(file, offsets, form, previous: null);
        return file.ToArray();
    }

    /// <summary>A file with an incremental update: the given objects are written again behind it.</summary>
    public byte[] BuildWithUpdate(Action<PdfWriter> change)
    {
        var file = new MemoryStream();
        file.Write(Build());
        var previous = Encoding.Latin1.GetString(file.ToArray()).LastIndexOf("xref\n0 ", StringComparison.Ordinal);
        var update = new PdfWriter { _last = _last, Root = Root };
        change(update);
        var offsets = new SortedDictionary<int, long>();
        WriteObjects(file, offsets, update._objects);
        update.WriteCrossReference(file, offsets, CrossReferenceForm.Table, previous);
        return file.ToArray();
    }

    private static void WriteObjects(MemoryStream file, SortedDictionary<int, long> offsets, SortedDictionary<int, byte[]> objects)
    {
        foreach (var (number, body) in objects)
        {
            offsets[number] = file.Length;
            file.Write([.. Bytes($"{number} 0 obj\n"), .. body, .. Bytes("\nendobj\n")]);
        }
    }

    private void WriteCrossReference(MemoryStream file, SortedDictionary<int, long> offsets, CrossReferenceForm form, int? previous)
    {
        var prev = previous is null ? "" : $"/Prev {previous}";
        if (form == CrossReferenceForm.Stream)
        {
            WriteStream(file, offsets, prev);
            return;
        }

        long? hybrid = null;
        if (form == CrossReferenceForm.Hybrid)
        {
            hybrid = WriteStream(file, offsets, "");
            file.SetLength(hybrid.Value + _streamLength);
        }

        var start = file.Length;
        var table = new StringBuilder("xref\n0 1\n0000000000 65535 f \n");
        foreach (var (number, offset) in offsets)
        {
            var written = form == CrossReferenceForm.Wrong ? offset + 7 : offset;
            table.Append(CultureInfo.InvariantCulture, $"{number} 1\n{written:D10} 00000 n \n");
        }

        var stream = hybrid is null ? "" : $"/XRefStm {hybrid}";
        table.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {_last + 1} /Root {Root} 0 R {prev} {stream} {TrailerEntries} >>\nstartxref\n{start}\n%%EOF\n");
        file.Write(Bytes(table.ToString()));
    }

    private long _streamLength;

    private long WriteStream(MemoryStream file, SortedDictionary<int, long> offsets, string prev)
    {
        var start = file.Length;
        var number = _last + 1;
        var entries = new SortedDictionary<int, (int Kind, long Second, int Third)> { [0] = (0, 0, 0), [number] = (1, start, 0) };
        foreach (var (known, offset) in offsets)
        {
            entries[known] = (1, offset, 0);
        }

        foreach (var (container, content) in Packed)
        {
            for (var i = 0; i < content.Count; i++)
            {
                entries[content[i]] = (2, container, i);
            }
        }

        var index = string.Join(' ', entries.Keys.Select(key => $"{key} 1"));
        var data = entries.Values.SelectMany(entry => new[]
        {
            (byte)entry.Kind, (byte)(entry.Second >> 16), (byte)(entry.Second >> 8), (byte)entry.Second, (byte)entry.Third,
        }).ToArray();
        var head = $"{number} 0 obj\n<< /Type /XRef /Size {number + 1} /W [1 3 1] /Index [{index}] /Root {Root} 0 R {prev} {TrailerEntries} /Length {data.Length} >>\nstream\n";
        byte[] body = [.. Bytes(head), .. data, .. Bytes("\nendstream\nendobj\n")];
        file.Write(body);
        _streamLength = body.Length;
        file.Write(Bytes($"startxref\n{start}\n%%EOF\n"));
        return start;
    }

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static byte[] Deflate(byte[] data)
    {
        var compressed = new MemoryStream();
        using (var deflater = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflater.Write(data);
        }

        return compressed.ToArray();
    }
}
