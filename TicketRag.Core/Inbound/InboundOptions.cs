using System.ComponentModel.DataAnnotations;

namespace TicketRag.Core.Inbound;

/// <summary>Events of other systems (section <c>Events</c>).</summary>
public sealed class InboundOptions
{
    public const string Section = "Events";

    /// <summary>The Redis stream that they come by, where there is a Redis.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public string Stream { get; init; } = "rag_events";

    /// <summary>The folder beneath which files must lie that an event names by path; null: none is read.</summary>
    public string? FilesBasePath { get; init; }

    /// <summary>Also tell other systems, on the same stream, of files that were put in or deleted here and of tickets that were opened.</summary>
    public bool Publish { get; init; }

    /// <summary>Of what was dealt with, and of what was kept aside: how long it is remembered.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Who may see what is put in by event: <c>agents</c> or <c>public</c>.</summary>
    [RegularExpression("agents|public")]
    public string Audience { get; init; } = "agents";
}
