namespace TicketRag.ServiceDefaults.Resilience;

/// <summary>
/// How a named HTTP client meets failure. The defaults are those of AddStandardResilienceHandler in Microsoft.Extensions.Http.Resilience.
/// </summary>
public sealed class HttpResilienceOptions
{
    /// <summary>False: the client sends each request once, within its own timeout.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>For all attempts and the waits between them.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Until the response's headers have come.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After the first attempt.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>Mean wait before the first retry; doubles with each, with jitter. A Retry-After header goes before it.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);
}
