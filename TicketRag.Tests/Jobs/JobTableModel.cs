using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;

namespace TicketRag.Tests.Jobs;

/// <summary>The job table as one would explain it, in plain memory.</summary>
internal sealed class JobTableModel
{
    public SortedDictionary<Guid, Entry> Jobs { get; } = [];

    public Dictionary<OrganizationId, Limit> Limits { get; } = [];

    /// <summary>Since the model began; clocks that are set back make it smaller.</summary>
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

    public void EnqueueBatch(Guid id, OrganizationId organization, IReadOnlyCollection<Guid> children)
    {
        Jobs.Add(id, new()
        {
            Id = id,
            Organization = organization,
            Priority = JobPriority.Normal,
            RunAt = Now,
            Children = children.Count,
            State = children.Count == 0 ? JobState.Completed : JobState.Running,
        });
        foreach (var child in children)
        {
            Jobs.Add(child, new() { Id = child, Organization = organization, Priority = JobPriority.Normal, RunAt = Now, Parent = id });
        }
    }

    public List<Guid> Claim(string worker, int count, JobPriority lowest)
    {
        var running = Jobs.Values.Where(job => job.LeaseUntil is not null).CountBy(job => job.Organization).ToDictionary();
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

        foreach (var (organization, starts) in next.CountBy(job => job.Organization))
        {
            Limits.GetValueOrDefault(organization)?.Spend(starts, Now);
        }

        return [.. next.Select(job => job.Id)];

        int Room(OrganizationId organization) => Limits.GetValueOrDefault(organization)?.Room(running.GetValueOrDefault(organization), Now) ?? int.MaxValue;
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
        MoveOn(job, state, 1);
        return true;
    }

    public List<Guid> Complete(IEnumerable<Job> claims) => [.. claims.Where(claim => End(claim, JobState.Completed)).Select(claim => claim.Id)];

    public Redrive Redrive(Entry job)
    {
        if (job.Children > 0)
        {
            var failed = Jobs.Values.Where(child => child.Parent == job.Id && child.State == JobState.Failed).ToList();
            failed.ForEach(child => Redrive(child));
            return failed.Count > 0 ? Core.Jobs.Redrive.Done : Core.Jobs.Redrive.NotFailed;
        }

        if (job.State != JobState.Failed)
        {
            return Core.Jobs.Redrive.NotFailed;
        }

        job.Key = Jobs.Values.Any(other => other.State == JobState.Pending && (other.Organization, other.Key) == (job.Organization, job.Key)) ? null : job.Key;
        (job.State, job.RunAt, job.Attempt, job.Interruptions, job.IsAskedToStop) = (JobState.Pending, Now, 0, 0, false);
        MoveOn(job, JobState.Failed, -1);
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
        MoveOn(job, job.State, 1);
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
                MoveOn(job, JobState.Cancelled, 1);
                return Cancellation.Done;
            case JobState.Running:
                job.IsAskedToStop = true;
                foreach (var child in Jobs.Values.Where(child => child.Parent == job.Id))
                {
                    Cancel(child, organization);
                }

                return job.State == JobState.Running ? Cancellation.Requested : Cancellation.Done;
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
        job.State is JobState.Completed or JobState.Failed or JobState.Cancelled, job.Parent, job.Ended, job.ChildrenFailed, job.ChildrenCancelled));

    // A batch follows from its jobs: it runs until the last of them has ended, and again when one is redriven.
    private void MoveOn(Entry job, JobState state, int by)
    {
        if (job.Parent is not { } id || state is JobState.Pending)
        {
            return;
        }

        var batch = Jobs[id];
        batch.Ended += by;
        batch.ChildrenFailed += state == JobState.Failed ? by : 0;
        batch.ChildrenCancelled += state == JobState.Cancelled ? by : 0;
        batch.State =
            batch.Ended < batch.Children ? JobState.Running
            : batch.IsAskedToStop && batch.ChildrenCancelled > 0 ? JobState.Cancelled
            : batch.Ended > batch.ChildrenFailed + batch.ChildrenCancelled ? JobState.Completed
            : batch.ChildrenFailed > 0 ? JobState.Failed : JobState.Cancelled;
    }

    private Entry? Held(Job claim) => Jobs[claim.Id] is { LeaseUntil: not null } job && job.Fence == claim.Fence ? job : null;

    /// <summary>What of a row must be the same in both.</summary>
    internal sealed record Row(
        Guid Id, JobState State, string? Key, JobPriority Priority, int Attempt, int Fence, int Interruptions, bool IsLeased, bool HasEndedAt,
        Guid? Parent, int ChildrenEnded, int ChildrenFailed, int ChildrenCancelled)
    {
        public static Row Of(Job job) => new(
            job.Id, job.State, job.UniqueKey, job.Priority, job.Attempt, job.Fence, job.Interruptions, job.LeaseUntil is not null, job.EndedAt is not null,
            job.ParentId, job.Children > 0 ? job.ProcessedItems : 0, job.ChildrenFailed, job.ChildrenCancelled);
    }

    internal sealed record Limit(bool IsPaused, int? MaxRunning, double? StartsPerSecond, int Burst)
    {
        private double _tokens = Burst;

        public TimeSpan RefilledAt { get; set; }

        public int Room(int running, TimeSpan now) => IsPaused
            ? 0
            : Math.Max(0, Math.Min(MaxRunning - running ?? int.MaxValue, StartsPerSecond is null ? int.MaxValue : (int)Math.Floor(Tokens(now))));

        public void Spend(int starts, TimeSpan now)
        {
            if (StartsPerSecond is not null)
            {
                (_tokens, RefilledAt) = (Tokens(now) - starts, now);
            }
        }

        // Where the clock was set back nothing is taken away.
        private double Tokens(TimeSpan now) => Math.Min(Burst, _tokens + (StartsPerSecond ?? 0) * Math.Max(0, (now - RefilledAt).TotalSeconds));
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

        public Guid? Parent { get; init; }

        public int Children { get; init; }

        public int Ended { get; set; }

        public int ChildrenFailed { get; set; }

        public int ChildrenCancelled { get; set; }

        public List<string> Outcomes { get; } = [];
    }
}
