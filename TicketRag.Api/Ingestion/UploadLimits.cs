using System.ComponentModel.DataAnnotations;

namespace TicketRag.Api.Ingestion;

/// <summary>How much may be uploaded with one request (section <c>Limits</c>), besides what <see cref="Core.Documents.FileLimits"/> say of each file; more is refused with 413.</summary>
public sealed class UploadLimits
{
    /// <summary>Of one request, which becomes one job.</summary>
    [Range(1, 1_000)]
    public int MaxFiles { get; init; } = 50;

    /// <summary>Of all files of one request.</summary>
    [Range(1_000, 100_000_000_000)]
    public long MaxRequestBytes { get; init; } = 500 << 20;
}
