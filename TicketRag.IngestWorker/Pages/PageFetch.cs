namespace TicketRag.IngestWorker.Pages;

/// <summary>What came of asking for a page.</summary>
public abstract record PageFetch
{
    /// <param name="Address">After redirects.</param>
    /// <param name="ContentType">As the server says.</param>
    public sealed record Fetched(string BlobSha256, Uri Address, string? ContentType, string? ETag, string? LastModified) : PageFetch;

    /// <summary>As it was at the last fetch.</summary>
    public sealed record NotModified : PageFetch;

    /// <summary>It can't be had, and asking again would not help.</summary>
    public sealed record Refused(string Reason) : PageFetch;
}
