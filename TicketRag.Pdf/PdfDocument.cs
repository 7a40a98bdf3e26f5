using TicketRag.Pdf.Content;
using TicketRag.Pdf.Encryption;
using TicketRag.Pdf.Fonts;
using TicketRag.Pdf.Layout;
using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf;

/// <summary>
/// A PDF file (ISO 32000-2) as text. Pages are read when they are asked for, and are not kept. An instance may be used
/// by one thread at a time.
/// </summary>
public sealed class PdfDocument : IDisposable
{
    private readonly ObjectStore _store;
    private readonly List<PageNode> _pages;
    private readonly PageReader _reader;

    private PdfDocument(ObjectStore store, Budget budget)
    {
        _store = store;
        _pages = FindPages(store);
        var layers = new OptionalContent(store, store.Get(store.Trailer, "Root").Dictionary ?? new DictionaryObject());
        _reader = new PageReader(store, new FontLibrary(store), layers, budget);
        if (store.Get(store.Trailer, "Info").Dictionary is { } info)
        {
            Title = Entry(info, "Title");
            Author = Entry(info, "Author");
        }
    }

    /// <summary>The title of the document information dictionary (14.3.3), or null.</summary>
    public string? Title { get; }

    /// <summary>The author of the document information dictionary (14.3.3), or null.</summary>
    public string? Author { get; }

    /// <summary>The number of pages that can be read.</summary>
    public int PageCount => _pages.Count;

    /// <summary>The cipher that the file was locked with.</summary>
    public PdfCipher Encryption => _store.Decryptor?.Cipher ?? PdfCipher.None;

    /// <summary>Whether the file was damaged and what could be found of it was put together again.</summary>
    public bool IsRepaired => _store.File.IsDamaged;

    /// <summary>Whether the file lacks its end, too (the end-of-file marker of 7.5.5): nobody can tell how much of it was lost.</summary>
    public bool IsCutOff => IsRepaired && !_store.File.HasEnd;

    /// <summary>The text of all pages, with an empty line between them.</summary>
    /// <exception cref="PdfException">A bound of the options was reached.</exception>
    public string Text => string.Join("\n\n", ReadPages().Select(page => page.Text).Where(text => text.Length > 0));

    /// <summary>Reads a file's structure, not yet its pages.</summary>
    /// <param name="stream">The file from the stream's position to its end. It is read at once and not closed.</param>
    /// <param name="options">How to read and what it may cost; the defaults if null.</param>
    /// <param name="cancellation">Ends the reading of the file and of its pages.</param>
    /// <exception cref="PdfException">The stream holds no PDF that can be opened, or a bound was reached.</exception>
    public static PdfDocument Open(Stream stream, PdfOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var budget = new Budget(options ?? new PdfOptions(), cancellation);
        return Guard.Run(() =>
        {
            var file = new PdfFile(FileBytes.Read(stream, budget), budget);
            var store = new ObjectStore(file);
            try
            {
                store.Unlock();
                return new PdfDocument(store, budget);
            }
            catch
            {
                store.Dispose();
                throw;
            }
        });
    }

    private static List<PageNode> FindPages(ObjectStore store)
    {
        var pages = PageTree.Read(store);
        if (pages.Count == 0)
        {
            store.Rebuild();
            pages = PageTree.Read(store);
        }

        if (pages.Count == 0)
        {
            pages = PageTree.Scan(store);
        }

        return pages.Count > 0 ? pages : throw new PdfException(PdfErrorKind.NotAPdf, 0, "No page was found.");
    }

    private string? Entry(DictionaryObject info, string key) =>
        _store.Get(info, key) is { Kind: ValueKind.String } value && TextString.Decode(value.Bytes).Trim('\0', ' ') is { Length: > 0 } text
            ? text
            : null;

    /// <summary>Reads one page.</summary>
    /// <param name="number">Its place in the document, from 1 on.</param>
    /// <exception cref="PdfException">A bound of the options was reached.</exception>
    public PdfPage ReadPage(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, PageCount);
        return Guard.Run(() => _reader.Read(_pages[number - 1], number));
    }

    /// <summary>Reads the pages one after the other as they are enumerated.</summary>
    /// <exception cref="PdfException">A bound of the options was reached.</exception>
    public IEnumerable<PdfPage> ReadPages()
    {
        for (var number = 1; number <= PageCount; number++)
        {
            yield return ReadPage(number);
        }
    }

    /// <summary>Gives back the memory that the file's streams were decoded to.</summary>
    public void Dispose() => _store.Dispose();
}
