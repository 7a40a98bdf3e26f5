using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Jobs;

/// <summary>Waits until a job has ended: by the signal where the worker is in this process, by looking where it isn't.</summary>
public sealed class JobWaiter(AppDb db, JobEndings endings, TimeProvider time)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastLook = TimeSpan.FromMilliseconds(250);

    /// <returns>The ended job, or null after <paramref name="limit"/>.</returns>
    public async Task<Job?> WaitAsync(Guid jobId, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            for (var pause = FirstLook; ; pause = pause < LastLook ? pause * 1.5 : LastLook)
            {
                var signal = endings.NextAsync(jobId);
                var job = await db.Jobs.AsNoTracking().SingleAsync(row => row.Id == jobId, cancellationToken);
                if (job.HasEnded)
                {
                    return job;
                }

                if (time.GetElapsedTime(started) > limit)
                {
                    return null;
                }

                await Task.WhenAny(signal, Task.Delay(pause, time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            endings.Forget(jobId);
        }
    }
}
