namespace TicketRag.Core.Jobs;

/// <summary>Lower runs first. A slot of every worker is kept for <see cref="High"/>.</summary>
public enum JobPriority
{
    /// <summary>Somebody waits for it.</summary>
    High = 0,

    Normal = 10,

    /// <summary>Bulk.</summary>
    Low = 20,
}
