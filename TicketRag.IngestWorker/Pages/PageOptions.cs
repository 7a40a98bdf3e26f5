using System.ComponentModel.DataAnnotations;

namespace TicketRag.IngestWorker.Pages;

/// <summary>How pages are fetched (section <c>Ingestion:Pages</c>). Where to is decided by the section <c>Outbound</c>.</summary>
public sealed class PageOptions
{
    public const string Section = "Ingestion:Pages";

    /// <summary>The first word of <see cref="UserAgent"/>, which robots.txt may name.</summary>
    public string Product => UserAgent.Split('/', ' ')[0];

    /// <summary>Says who fetches; put an address in at which the owner of a page can reach you.</summary>
    [Required]
    public string UserAgent { get; init; } = "TicketRag/0.1 (support knowledge indexing)";

    /// <summary>For a page with all its redirects, from the first byte sent to the last received.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Of what a page unpacks to.</summary>
    [Range(1_000, 1_000_000_000)]
    public long MaxBytes { get; init; } = 20 << 20;

    public bool ObeysRobots { get; init; } = true;
}
