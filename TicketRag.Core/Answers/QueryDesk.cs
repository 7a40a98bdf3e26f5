using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Answers;

/// <summary>
/// Questions that are answered by jobs. The same question of the same organization and audience is one job as long as neither a source nor the index's settings change: whoever asks
/// it meanwhile, or within <see cref="RagOptions.QueryCacheFor"/>, gets that job's id.
/// </summary>
public sealed class QueryDesk(AppDb db, JobQueue jobs, OrganizationIndexSettings settings, IOptions<RagOptions> options)
{
    /// <returns>The job's id.</returns>
    public async Task<Guid> EnqueueAsync(Caller caller, string question, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(caller.Audience, question, cancellationToken);
        if (await SharedAsync(key, cancellationToken) is { } shared)
        {
            return shared;
        }

        // Who asked at the same time comes first here, and may have had the answer before this transaction began.
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.HoldAsync(key, cancellationToken);
        if (await SharedAsync(key, cancellationToken) is { } meanwhile)
        {
            return meanwhile;
        }

        var job = await jobs.EnqueueAsync(
            write, caller.Organization, new(JobKind.Query, JobArgs.Write(new QueryArgs(question, caller.Audience.Value))) { UniqueKey = key, Priority = JobPriority.High }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return job;
    }

    /// <summary>How a query stands.</summary>
    /// <returns>Null where the caller has no such query.</returns>
    public async Task<QueryState?> FindAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var record = await db.Answers.AsNoTracking()
            .Where(row => row.Kind == AnswerKind.Query && row.SubjectId == id && row.Audience == caller.Audience)
            .OrderByDescending(row => row.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (record is not null)
        {
            var reply = AnswerJson.ReadReply(record.Reply);
            return await CitedSources.AreThereAsync(db, reply.DocumentIds(), cancellationToken)
                ? new(JobState.Completed, reply, null)
                : new(JobState.Failed, null, "A source of this answer is gone. Ask again.");
        }

        var job = await db.Jobs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.Kind == JobKind.Query, cancellationToken);
        return job is null || JobArgs.Read<QueryArgs>(job.Args).Audience != caller.Audience.Value ? null : job.State switch
        {
            JobState.Completed => new(JobState.Failed, null, "A source of this answer is gone, or the answer is not kept any more. Ask again."),
            JobState.Failed => new(JobState.Failed, null, "The question could not be answered: ask again later."),
            _ => new(job.State, null, null),
        };
    }

    private async Task<Guid?> SharedAsync(string key, CancellationToken cancellationToken)
    {
        var since = db.Now - options.Value.QueryCacheFor;
        return await db.Jobs.AsNoTracking()
            .Where(job => job.Kind == JobKind.Query && job.UniqueKey == key && job.CreatedAt > since && (job.State == JobState.Pending || job.State == JobState.Running || job.State == JobState.Completed))
            .OrderByDescending(job => job.Id)
            .Select(job => (Guid?)job.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    // What was asked, by whom it may be read, and what the sources and settings were: a change or a deletion makes another key.
    private async Task<string> KeyAsync(Audience audience, string question, CancellationToken cancellationToken)
    {
        var sources = await db.Documents.GroupBy(_ => 1).Select(all => new { Count = all.Count(), Last = all.Max(row => row.UpdatedAt) }).SingleOrDefaultAsync(cancellationToken);
        var key = string.Join('\n', audience.Value, (sources?.Count ?? 0).ToString(CultureInfo.InvariantCulture),
            (sources?.Last.UtcTicks ?? 0).ToString(CultureInfo.InvariantCulture),
            ((await settings.GetAsync(cancellationToken))?.UpdatedAt.UtcTicks ?? 0).ToString(CultureInfo.InvariantCulture), string.Join(' ', question.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
    }
}

/// <summary>Arguments of <see cref="JobKind.Query"/>.</summary>
public sealed record QueryArgs(string Query, string Audience);

/// <summary>What everybody who sees the job may know: the answer itself is only shown to its audience, at the queries' own route.</summary>
public sealed record QueryResult(string Status, int Citations);

/// <param name="Reply">Once it is completed.</param>
public sealed record QueryState(JobState State, Reply? Reply, string? Error);
