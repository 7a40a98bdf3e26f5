namespace TicketRag.Core.Jobs;

/// <summary>A due job that stands at the head of its lane.</summary>
/// <param name="Turn">Its place among its organization's of that priority, behind what the organization has running.</param>
internal sealed record DueJob(Guid Id, JobPriority Priority, Guid Organization, string Kind, long RunAt, long Turn);

/// <summary>
/// Which of the due jobs are next, where the database can't say it in one statement. What <see cref="IJobStatements.ClaimAsync"/> promises.
/// </summary>
internal static class ClaimOrder
{
    /// <param name="due">The heads of all lanes that have room.</param>
    /// <param name="room">How many more may start of an organization's kind: of the kind within it, of the kind, of the organization.</param>
    /// <param name="oldBefore">Jobs due before this instant go first.</param>
    public static IEnumerable<DueJob> Pick(
        IEnumerable<DueJob> due, JobClaim claim, Func<Guid, string, (int Part, int Kind, int Whole)> room, long? oldBefore)
    {
        var ordered = due
            .OrderBy(job => job.RunAt < oldBefore ? -1 : (int)job.Priority)
            .ThenBy(job => job.Turn).ThenBy(job => job.RunAt).ThenBy(job => job.Id);
        var parts = FirstOf(ordered, job => (job.Organization, job.Kind), job => room(job.Organization, job.Kind).Part);
        var kinds = FirstOf(parts, job => job.Kind, job => room(job.Organization, job.Kind).Kind);
        var wholes = FirstOf(kinds, job => job.Organization, job => room(job.Organization, job.Kind).Whole);
        return FirstOf(wholes, IsQuick, SlotsFor).Take(claim.Count);

        int SlotsFor(DueJob job) =>
            IsQuick(job) ? int.MaxValue : (claim.Slots ?? claim.Count) + (job.Priority == JobPriority.High ? claim.HighSlots : 0);

        bool IsQuick(DueJob job) => claim.QuickKinds.Contains(job.Kind);
    }

    private static IEnumerable<DueJob> FirstOf<TKey>(IEnumerable<DueJob> jobs, Func<DueJob, TKey> key, Func<DueJob, int> limit)
        where TKey : notnull
    {
        var places = new Dictionary<TKey, int>();
        foreach (var job in jobs)
        {
            var place = places[key(job)] = places.GetValueOrDefault(key(job)) + 1;
            if (place <= limit(job))
            {
                yield return job;
            }
        }
    }
}
