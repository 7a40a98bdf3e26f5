using System.Text;
using Microsoft.Extensions.Options;
using TicketRag.IngestWorker.Extraction;

namespace TicketRag.Tests.Extraction;

/// <summary>Reads bytes as the worker does.</summary>
internal static class Extract
{
    public static Task<ExtractedDocument> OfAsync(byte[] file, string? name = null, string? type = null, ExtractionOptions? options = null) =>
        new FileExtraction(Options.Create(options ?? new()), TimeProvider.System)
            .ExtractAsync(new MemoryStream(file), name, type, TestContext.Current.CancellationToken);

    public static Task<ExtractedDocument> OfAsync(string text, string? name = null, string? type = null) => OfAsync(Encoding.UTF8.GetBytes(text), name, type);

    public static async Task<ExtractionException> RefusalAsync(byte[] file, string? name = null, ExtractionOptions? options = null) =>
        await Assert.ThrowsAsync<ExtractionException>(() => OfAsync(file, name, options: options));
}
