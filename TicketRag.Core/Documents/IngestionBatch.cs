using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Jobs;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Documents;

/// <summary>What a batch of messages or files shows once all its jobs have ended: what they made together, and by name what was not taken in.</summary>
internal static class IngestionBatch
{
    private const int MaxNamed = 100;

    public static async Task<BatchSummary> SummarizeAsync(AppDb db, Guid batch, int chunks, CancellationToken cancellationToken)
    {
        var jobs = await db.Jobs.IgnoreQueryFilters().AsNoTracking().Where(job => job.ParentId == batch).OrderBy(job => job.Id)
            .Select(job => new Child(job.Id, job.Kind, job.State, job.Result, job.Error, job.State == JobState.Failed ? job.Args : null))
            .ToListAsync(cancellationToken);
        var done = jobs.Where(job => job.State == JobState.Completed).Select(job => JobArgs.Read<IngestionResult>(job.Result!)).ToList();
        var failures = jobs.Where(job => job.State == JobState.Failed).Take(MaxNamed)
            .Select(job => new IngestionFailure(job.Name, job.Error ?? "", job.Id)).ToList();
        var notes = done.SelectMany(one => (one.Notes ?? []).Select(note => $"{one.Filename}: {note}")).ToList();
        var result = new IngestionResult(
            Ok: done.Count == jobs.Count, chunks, done.FirstOrDefault()?.Tenant ?? "", done.FirstOrDefault()?.Source,
            Math.Round(done.Sum(one => one.LatencyMs), 1), [.. done.SelectMany(one => one.Documents).Distinct()], done.Sum(one => one.Duplicates), done.All(one => one.Vectors))
        {
            Notes = notes.Count == 0 ? null : notes,
            Failures = failures.Count == 0 ? null : failures,
        };
        var items = jobs.Exists(job => job.Kind == JobKind.FileIngestion) ? "files" : "messages";
        var first = failures is [var failure, ..] ? $"{failure.Filename}: {failure.Reason}" : null;
        return new(
            JobArgs.Write(result),
            first is null ? null : $"{jobs.Count(job => job.State == JobState.Failed)} of {jobs.Count} {items} could not be taken in. {first}",
            done.Count == jobs.Count ? $"{jobs.Count} {items} ingested successfully" : $"{done.Count} of {jobs.Count} {items} ingested{(first is null ? "" : $"; {first}")}");
    }

    private sealed record Child(Guid Id, string Kind, JobState State, string? Result, string? Error, string? Args)
    {
        public string Name => Kind == JobKind.FileIngestion
            ? JobArgs.Read<FileIngestionArgs>(Args!).File.FileName
            : $"messages[{JobArgs.Read<TextIngestionArgs>(Args!).Item}]";
    }
}
