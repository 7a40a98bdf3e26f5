using System.Text.Json;

namespace TicketRag.Core.Documents;

/// <summary>Arguments of <see cref="Jobs.JobKind.FileIngestion"/>: one file that lies in the blob store.</summary>
/// <param name="Source">The client's label, which its answers carry again; with the name it says which document a changed file is a new version of.</param>
public sealed record FileIngestionArgs(StoredFile File, string? Source, string? Title, string Audience, string Tenant, JsonElement? Metadata)
{
    /// <summary>The sender's own id of the file, which then says which document it is, and not its name. Null where it has none.</summary>
    public Guid? FileId { get; init; }

    /// <summary>See <see cref="SourceDocument.Again"/>.</summary>
    public bool Again { get; init; }
}

/// <param name="Length">In bytes.</param>
public sealed record StoredFile(string BlobSha256, string FileName, string? ContentType, long Length);

/// <summary>Arguments of <see cref="Jobs.JobKind.UrlIngestion"/>.</summary>
public sealed record UrlIngestionArgs(string Url, string? Source, string? Title, string Audience, string Tenant, JsonElement? Metadata)
{
    /// <summary>See <see cref="SourceDocument.Again"/>. The page is fetched whether or not it has changed.</summary>
    public bool Again { get; init; }
}
