using TicketRag.Core.Jobs;

namespace TicketRag.Tests.Jobs;

/// <summary>Remembers the nudges instead of waking anybody.</summary>
public sealed class RecordedNudges : IJobNudges
{
    private readonly List<JobPriority> _sent = [];

    public IReadOnlyList<JobPriority> Sent
    {
        get
        {
            lock (_sent)
            {
                return [.. _sent];
            }
        }
    }

    public void Send(JobPriority priority)
    {
        lock (_sent)
        {
            _sent.Add(priority);
        }
    }

    public Task WaitAsync(JobPriority lowest, TimeSpan timeout, CancellationToken cancellationToken) => throw new NotSupportedException();
}
