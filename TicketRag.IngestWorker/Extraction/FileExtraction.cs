using System.Text.Json;
using System.Xml;
using Microsoft.Extensions.Options;
using TicketRag.Pdf;

namespace TicketRag.IngestWorker.Extraction;

/// <summary>
/// Reads any file that <see cref="Extractors"/> know, within the limits. The parsers meet whatever people send, so this is the one place where anything that
/// they throw becomes a plain reason.
/// </summary>
public sealed class FileExtraction(IOptions<ExtractionOptions> options, TimeProvider time)
{
    // Parsers that recurse over nested input get room for the depth that is allowed.
    private const int StackBytes = 32 << 20;
    private const long MuchMemory = 256L << 20;

    /// <param name="content">Seekable.</param>
    /// <param name="name">The file's name, as a hint.</param>
    /// <param name="contentType">The declared MIME type, as a hint.</param>
    /// <exception cref="ExtractionException">There is no text to be had, and why.</exception>
    public async Task<ExtractedDocument> ExtractAsync(Stream content, string? name, string? contentType, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var done = new TaskCompletionSource<ExtractedDocument>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Complete(done, () => Extract(content, name, contentType, either.Token)), StackBytes) { IsBackground = true, Name = "extraction" };
        thread.Start();
        try
        {
            return await done.Task;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ExtractionException(ExtractionFault.TimedOut, $"Reading it took longer than {options.Value.Timeout.TotalSeconds:0} s.");
        }
    }

    private ExtractedDocument Extract(Stream content, string? name, string? contentType, CancellationToken cancellation)
    {
        var budget = new ExtractionBudget(options.Value, cancellation);
        var blocks = new BlockWriter(budget);
        var format = Read(content, name, contentType, blocks, budget, depth: 0);
        return blocks.Length > 0
            ? blocks.ToDocument(format)
            : throw new ExtractionException(ExtractionFault.Empty, blocks.FirstNote is { } note ? $"There is no text in it: {note}" : "There is no text in it.");
    }

    private static string Read(Stream content, string? name, string? contentType, BlockWriter blocks, ExtractionBudget budget, int depth)
    {
        if (content.Length == 0)
        {
            throw new ExtractionException(ExtractionFault.Empty, "The file is empty.");
        }

        var file = new FileProbe(content, name, contentType);
        var extractor = Guarded(() => Extractors.For(file)) ?? throw new ExtractionException(
            ExtractionFault.Unsupported, "The file is of no format that is read here. Send PDF, Office, HTML, Markdown, text, CSV, JSON, mail (.eml) or a ZIP of these.");
        var run = new ExtractionRun(file, blocks, budget, (part, partName, type) => ReadNested(part, partName, type, blocks, budget, depth + 1));
        Guarded(() =>
        {
            extractor.Extract(run);
            return 0;
        });
        return extractor.Format;
    }

    private static void ReadNested(Stream content, string? name, string? contentType, BlockWriter blocks, ExtractionBudget budget, int depth)
    {
        ExtractionBudget.Limit(depth <= budget.Options.MaxNestedFiles, $"Files lie in files more than {budget.Options.MaxNestedFiles} deep.");
        var facts = blocks.Facts;
        try
        {
            using (blocks.Within(name ?? "Attachment"))
            {
                Read(content, name, contentType, blocks, budget, depth);
            }
        }
        catch (ExtractionException refused) when (refused.Fault is not (ExtractionFault.LimitExceeded or ExtractionFault.TimedOut))
        {
            blocks.Note($"{name ?? "attachment"}: {refused.Message}");
        }
        finally
        {
            blocks.Facts = facts;
        }
    }

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (PdfException pdf)
        {
            throw Explain(pdf);
        }
        catch (XmlException xml) when (xml.Message.Contains("DTD", StringComparison.Ordinal))
        {
            throw new ExtractionException(ExtractionFault.Damaged, "Its XML declares a document type, which Office files have no use for.", xml);
        }
        catch (Exception exception) when (exception is not (ExtractionException or OperationCanceledException or OutOfMemoryException))
        {
            throw new ExtractionException(ExtractionFault.Damaged, $"The file is damaged or cut off: {FirstLine(exception.Message)}", exception);
        }
    }

    private static ExtractionException Explain(PdfException pdf) => pdf.Kind switch
    {
        PdfErrorKind.PasswordRequired => new(ExtractionFault.Encrypted, "The PDF is encrypted. Send it without a password.", pdf),
        PdfErrorKind.UnsupportedEncryption => new(ExtractionFault.Encrypted, "The PDF is encrypted in a way that is not read. Send it without encryption.", pdf),
        PdfErrorKind.LimitExceeded => new(ExtractionFault.LimitExceeded, $"The PDF is too large to be read: {pdf.Message}", pdf),
        PdfErrorKind.TimedOut => new(ExtractionFault.TimedOut, "Reading the PDF took too long.", pdf),
        _ => new(ExtractionFault.Damaged, $"The PDF is damaged: {pdf.Message}", pdf),
    };

    private static void Complete(TaskCompletionSource<ExtractedDocument> done, Func<ExtractedDocument> extract)
    {
        try
        {
            done.SetResult(extract());
        }
        catch (Exception exception)
        {
            done.SetException(exception);
        }

        GiveBack();
    }

    // What a large file leaves behind would stay with a process that then has nothing to do.
    private static void GiveBack()
    {
        if (GC.GetAllocatedBytesForCurrentThread() > MuchMemory)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }
    }

    private static string FirstLine(string message) => message.AsSpan(0, message.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? end : message.Length).ToString();
}
