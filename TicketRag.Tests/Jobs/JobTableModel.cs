using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;

namespace TicketRag.Tests.Jobs;

/// <summary>The job table as one would explain it, in plain memory.</summary>
internal sealed class JobTableModel
{
    public SortedDictionary<Guid, Entry> Jobs { get; } = [];

    public Dictionary<OrganizationId, (bool IsPaused, int? MaxRunning)> Limits { get; } = [];

    /// <summary>Since the model began.</summary>
    public TimeSpan Now { get; set; }

    public void Enqueue(Guid id, OrganizationId organization, string? key, JobPriority priority, TimeSpan delay)
    {
        if (key is not null && Jobs.Values.SingleOrDefault(job => job.State == JobState.Pending && (job.Organization, job.Key) == (organization, key)) is { } pending)
        {
            Assert.Equal(pending.Id, id);
            pending.Priority = (JobPriority)Math.Min((int)pending.Priority, (int)priority);
            return;
        }

        Jobs.Add(id, new() { Id = id, Organization = organization, Key = key, Priority = priority, RunAt = Now + delay });
    }

    public List<Guid> Claim(string worker, int count, JobPriority lowest)
    {
        var running = Jobs.Values.Where(job => job.State == JobState.Running).CountBy(job => job.Organization).ToDictionary();
        var due = Jobs.Values.Where(job => job.State == JobState.Pending && job.RunAt <= Now && job.Priority <= lowest)
            .GroupBy(job => (job.Priority, job.Organization))
            .SelectMany(lane => lane.OrderBy(job => job.RunAt).ThenBy(job => job.Id)
                .Select((job, place) => (Job: job, Turn: place + running.GetValueOrDefault(lane.Key.Organization))))
            .OrderBy(one => one.Job.Priority).ThenBy(one => one.Turn).ThenBy(one => one.Job.RunAt).ThenBy(one => one.Job.Id)
            .Select(one => one.Job).ToList();
        var picked = due.GroupBy(job => job.Organization).SelectMany(jobs => jobs.Take(Room(jobs.Key))).ToHashSet();
        var next = due.Where(job => picked.Contains(job)).Take(count).ToList();
        foreach (var job in next)
        {
            (job.State, job.Worker, job.LeaseUntil) = (JobState.Running, worker, Now + JobTable.Lease);
            job.Attempt++;
            job.Fence++;
        }

        return [.. next.Select(job => job.Id)];

        int Room(OrganizationId organization)
        {
            var (isPaused, maxRunning) = Limits.GetValueOrDefault(organization);
            return isPaused ? 0 : Math.Max(0, maxRunning - running.GetValueOrDefault(organization) ?? int.MaxValue);
        }
    }

    public IEnumerable<HeldLease> Renew(string worker)
    {
        var held = Jobs.Values.Where(job => job.State == JobState.Running && job.Worker == worker).ToList();
        held.ForEach(job => job.LeaseUntil = Now + JobTable.Lease);
        return held.Select(job => new HeldLease(job.Id, job.Fence, job.IsAskedToStop));
    }

    public bool End(Job claim, JobState state)
    {
        if (Held(claim) is not { } job)
        {
            return false;
        }

        (job.State, job.LeaseUntil) = (state, null);
        job.Outcomes.Add(state.ToString().ToLowerInvariant());
        return true;
    }

    public List<Guid> Complete(IEnumerable<Job> claims) => [.. claims.Where(claim => End(claim, JobState.Completed)).Select(claim => claim.Id)];

    public Redrive Redrive(Entry job)
    {
        if (job.State != JobState.Failed)
        {
            return Core.Jobs.Redrive.NotFailed;
        }

        job.Key = Jobs.Values.Any(other => other.State == JobState.Pending && (other.Organization, other.Key) == (job.Organization, job.Key)) ? null : job.Key;
        (job.State, job.RunAt, job.Attempt, job.Interruptions, job.IsAskedToStop) = (JobState.Pending, Now, 0, 0, false);
        return Core.Jobs.Redrive.Done;
    }

    public bool PutBack(Job claim, JobReturnReason reason, TimeSpan delay)
    {
        if (Held(claim) is not { } job)
        {
            return false;
        }

        job.Key = Jobs.Values.Any(other => other.State == JobState.Pending && (other.Organization, other.Key) == (job.Organization, job.Key)) ? null : job.Key;
        (job.State, job.RunAt, job.LeaseUntil) = (job.IsAskedToStop ? JobState.Cancelled : JobState.Pending, Now + delay, null);
        job.Attempt -= reason == JobReturnReason.Retried ? 0 : 1;
        job.Interruptions += reason == JobReturnReason.Vanished ? 1 : 0;
        job.Outcomes.Add(job.IsAskedToStop ? "cancelled" : reason.ToString().ToLowerInvariant());
        return true;
    }

    public Cancellation Cancel(Entry job, OrganizationId organization)
    {
        if (job.Organization != organization)
        {
            return Cancellation.NotFound;
        }

        switch (job.State)
        {
            case JobState.Pending:
                job.State = JobState.Cancelled;
                return Cancellation.Done;
            case JobState.Running:
                job.IsAskedToStop = true;
                return Cancellation.Requested;
            default:
                return Cancellation.TooLate;
        }
    }

    public IEnumerable<Guid> Expired() => Jobs.Values.Where(job => job.LeaseUntil < Now).Select(job => job.Id);

    public List<Guid> Rescue(int maxInterruptions)
    {
        var lost = Jobs.Values.Where(job => job.LeaseUntil < Now && job.Key is null && !job.IsAskedToStop && job.Interruptions + 1 < maxInterruptions).ToList();
        foreach (var job in lost)
        {
            (job.State, job.RunAt, job.LeaseUntil) = (JobState.Pending, Now, null);
            job.Attempt--;
            job.Interruptions++;
            job.Outcomes.Add("vanished");
        }

        return [.. lost.Select(job => job.Id)];
    }

    public IEnumerable<Row> Rows() => Jobs.Values.Select(job => new Row(
        job.Id, job.State, job.Key, job.Priority, job.Attempt, job.Fence, job.Interruptions, job.LeaseUntil is not null,
        job.State is JobState.Completed or JobState.Failed or JobState.Cancelled));

    private Entry? Held(Job claim) => Jobs[claim.Id] is { State: JobState.Running } job && job.Fence == claim.Fence ? job : null;

    /// <summary>What of a row must be the same in both.</summary>
    internal sealed record Row(
        Guid Id, JobState State, string? Key, JobPriority Priority, int Attempt, int Fence, int Interruptions, bool IsLeased, bool HasEndedAt)
    {
        public static Row Of(Job job) => new(
            job.Id, job.State, job.UniqueKey, job.Priority, job.Attempt, job.Fence, job.Interruptions, job.LeaseUntil is not null, job.EndedAt is not null);
    }

    internal sealed class Entry
    {
        public required Guid Id { get; init; }

        public required OrganizationId Organization { get; init; }

        public string? Key { get; set; }

        public JobPriority Priority { get; set; }

        public JobState State { get; set; }

        public TimeSpan RunAt { get; set; }

        public int Attempt { get; set; }

        public int Fence { get; set; }

        public int Interruptions { get; set; }

        public string? Worker { get; set; }

        public TimeSpan? LeaseUntil { get; set; }

        public bool IsAskedToStop { get; set; }

        public List<string> Outcomes { get; } = [];
    }
}
