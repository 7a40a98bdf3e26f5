namespace TicketRag.Core.Jobs;

/// <summary>Why a running job goes back to pending; the name is the attempt's outcome.</summary>
public enum JobReturnReason
{
    /// <summary>It failed and may try again.</summary>
    Retried,

    /// <summary>Something it needs is down. No attempt is used up.</summary>
    Waited,

    /// <summary>Its worker stopped and handed it back. Nothing is used up.</summary>
    Interrupted,

    /// <summary>Its worker vanished. No attempt is used up, but <see cref="Job.Interruptions"/> are counted: the job may be the cause.</summary>
    Vanished,
}

public sealed record JobReturn(JobReturnReason Reason, TimeSpan Delay, string? Error, string? Message);
