namespace TicketRag.Core.Jobs;

/// <summary>How a job ended.</summary>
public sealed record JobEnding(JobState State)
{
    public string? Result { get; init; }

    public string? Error { get; init; }

    public string? Message { get; init; }

    public int? ChunksCreated { get; init; }
}
