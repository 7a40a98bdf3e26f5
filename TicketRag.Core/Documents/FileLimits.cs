using System.ComponentModel.DataAnnotations;

namespace TicketRag.Core.Documents;

/// <summary>How large a file may be, whichever way it comes (section <c>Limits</c>).</summary>
public sealed class FileLimits
{
    public const string Section = "Limits";

    [Range(1_000, 10_000_000_000)]
    public long MaxFileBytes { get; init; } = 100 << 20;
}
