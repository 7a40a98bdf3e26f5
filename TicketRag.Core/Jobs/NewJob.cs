using System.Text;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>A job to be enqueued.</summary>
/// <param name="Kind">One of <see cref="JobKind"/>.</param>
/// <param name="Args">The handler's arguments as JSON.</param>
public sealed record NewJob(string Kind, string Args)
{
    /// <summary>Of arguments and metadata together, in UTF-8.</summary>
    public const int MaxPayloadBytes = 16 * 1024 * 1024;

    internal const int MaxKindLength = 60;
    internal const int MaxUniqueKeyLength = 200;

    public JobPriority Priority { get; init; } = JobPriority.Normal;

    /// <summary>See <see cref="Job.UniqueKey"/>.</summary>
    public string? UniqueKey { get; init; }

    /// <summary>See <see cref="Job.Metadata"/>.</summary>
    public string? Metadata { get; init; }

    /// <summary>See <see cref="Job.Source"/>.</summary>
    public string? Source { get; init; }

    /// <summary>The trace that it belongs to, where that is not the one that enqueues it.</summary>
    public string? Traceparent { get; init; }

    /// <summary>Not before so much time from now, by the database's clock. For an instant: that less <see cref="AppDb.Now"/>.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.Zero;

    public int MaxAttempts { get; init; } = 5;

    public int TotalItems { get; init; } = 1;

    /// <summary>Refuses what the table can't or should not hold, before it takes others down that are stored with it.</summary>
    /// <exception cref="JobPayloadTooLargeException">Arguments and metadata are too large.</exception>
    /// <exception cref="ArgumentException">A name is too long, or a text has a NUL, which Postgres can't store.</exception>
    internal void Validate()
    {
        var size = Size(Args) + Size(Metadata);
        if (size > MaxPayloadBytes)
        {
            throw new JobPayloadTooLargeException(Kind, size);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(Kind.Length, MaxKindLength, nameof(Kind));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(UniqueKey?.Length ?? 0, MaxUniqueKeyLength, nameof(UniqueKey));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1, nameof(MaxAttempts));
        if (Args.Contains('\0') || Metadata?.Contains('\0') == true || UniqueKey?.Contains('\0') == true)
        {
            throw new ArgumentException($"A job of kind '{Kind}' has a NUL character in its arguments, metadata or key.");
        }
    }

    // Counts bytes only where the characters leave it open.
    private static int Size(string? text) => text is null ? 0 : text.Length * 3 <= MaxPayloadBytes ? text.Length : Encoding.UTF8.GetByteCount(text);
}

/// <summary>A job carries references, and small texts; files and large texts belong in the store that they are read from.</summary>
public sealed class JobPayloadTooLargeException(string kind, int size) : Exception(
    $"A job of kind '{kind}' carries {size / 1024.0 / 1024:0.0} MB; {NewJob.MaxPayloadBytes / 1024 / 1024} MB are allowed. Send it in several smaller ones.");
