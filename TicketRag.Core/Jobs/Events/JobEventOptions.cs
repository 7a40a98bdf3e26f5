using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TicketRag.Core.Jobs.Events;

/// <summary>How changes of jobs are told to those who follow them (section <c>Jobs:Events</c>).</summary>
public sealed class JobEventOptions
{
    public const string Section = "Jobs:Events";

    /// <summary>How often a process with followers looks for changes; nobody follows, nobody looks.</summary>
    [Range(typeof(TimeSpan), "00:00:00.020", "00:00:30")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A stream without events sends a comment so often, so that nothing on the way takes it for dead.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after a change a follower who lost the connection can still resume from before it.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Open streams of an organization in one process; beyond them 429.</summary>
    [Range(1, 100_000)]
    public int MaxStreams { get; init; } = 200;
}

[OptionsValidator]
internal sealed partial class JobEventOptionsValidator : IValidateOptions<JobEventOptions>;
