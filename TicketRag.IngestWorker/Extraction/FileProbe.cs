using System.IO.Compression;
using TicketRag.IngestWorker.Extraction.Archives;
using TicketRag.IngestWorker.Extraction.Office;
using TicketRag.IngestWorker.Extraction.Text;

namespace TicketRag.IngestWorker.Extraction;

/// <summary>What can be told of a file from its first bytes and its inner structure.</summary>
public sealed class FileProbe
{
    private const int HeadLength = 64 * 1024;

    private readonly Lazy<IReadOnlyList<string>> _zipNames;
    private readonly Lazy<IReadOnlyList<string>> _compoundNames;
    private readonly Lazy<string?> _sample;

    /// <param name="content">Seekable; read from its start.</param>
    /// <param name="name">A file name, as a hint.</param>
    /// <param name="contentType">A declared MIME type, as a hint.</param>
    public FileProbe(Stream content, string? name, string? contentType)
    {
        Content = content;
        Name = name;
        ContentType = DeclaredType.Of(contentType);
        var head = new byte[Math.Min(HeadLength, content.Length)];
        content.Position = 0;
        content.ReadExactly(head);
        content.Position = 0;
        Head = head;
        _zipNames = new(() => StartsWith("PK\u0003\u0004"u8) || StartsWith("PK\u0005\u0006"u8) ? ZipNames.Read(content) : []);
        _compoundNames = new(() => CompoundFile.ReadNames(content));
        _sample = new(() => TextDecoding.Sample(Head, ContentType.Charset, isWhole: Head.Length == content.Length));
    }

    public Stream Content { get; }

    public string? Name { get; }

    public DeclaredType ContentType { get; }

    public byte[] Head { get; }

    /// <summary>In lower case, with its dot; empty where there is none.</summary>
    public string Extension => Path.GetExtension(Name ?? "").ToLowerInvariant();

    /// <summary>The names in a ZIP archive; none where it is no such archive.</summary>
    public IReadOnlyList<string> ZipEntries => _zipNames.Value;

    /// <summary>The streams of an OLE compound file; none where it is no such file.</summary>
    public IReadOnlyList<string> CompoundStreams => _compoundNames.Value;

    /// <summary>The beginning as text; null where it is not text.</summary>
    public string? Sample => _sample.Value;

    public bool StartsWith(ReadOnlySpan<byte> magic) => Head.AsSpan().StartsWith(magic);

    public bool IsDeclared(string type, params ReadOnlySpan<string> extensions) => ContentType.Type == type || extensions.Contains(Extension);
}
