namespace TicketRag.Core.Documents;

/// <summary>The file or page that a document was read from.</summary>
/// <param name="BlobSha256">Of its bytes, in the blob store.</param>
/// <param name="Format">What it was read as, such as <c>pdf</c>.</param>
public sealed record OriginalFile(string BlobSha256, string? FileName, string Format)
{
    public const int MaxNameLength = 255;
    public const int MaxValidatorLength = 200;

    /// <summary>See <see cref="Document.Address"/>.</summary>
    public string? Address { get; init; }

    /// <summary>See <see cref="Document.ETag"/>.</summary>
    public string? ETag { get; init; }

    public string? LastModified { get; init; }
}
