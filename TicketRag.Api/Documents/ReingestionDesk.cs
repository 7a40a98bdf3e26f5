using Microsoft.EntityFrameworkCore;
using TicketRag.Api.Idempotency;
using TicketRag.Api.Jobs;
using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Documents;

/// <summary>Has a document read from its original again.</summary>
internal sealed class ReingestionDesk(AppDb db, IdempotentJobs jobs, RequestedKey key)
{
    /// <returns>The job; null where there is no original.</returns>
    public async Task<Guid?> EnqueueAsync(Caller caller, Document document, CancellationToken cancellationToken)
    {
        if (await JobOfAsync(caller, document, cancellationToken) is not { } job)
        {
            return null;
        }

        await using var write = await db.BeginWriteAsync(cancellationToken);
        var id = await jobs.EnqueueAsync(write, caller.Organization, job, key.Value, cancellationToken);
        await DocumentIntake.AnnounceAsync(
            write, caller.Organization, new(document.SourceKind, document.SourceId, document.Title, document.Audience), id, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return id;
    }

    private async Task<NewJob?> JobOfAsync(Caller caller, Document document, CancellationToken cancellationToken)
    {
        var audience = document.Audience.Value;
        var metadata = JsonObjects.Parse(document.Metadata);
        switch (document.SourceKind)
        {
            case SourceKind.File when document.BlobSha256 is { } sha256:
                var name = document.FileName ?? document.Title;
                var isOfSender = document.SourceId != ChunkIds.NamedDocument(caller.Organization.Value, SourceKind.File, audience, document.Source, name);
                var file = new FileIngestionArgs(new(sha256, name, null, 0), document.Source, TitleUnless(document, name), audience, caller.Slug, metadata)
                {
                    FileId = isOfSender ? document.SourceId : null,
                    Again = true,
                };
                return New(JobKind.FileIngestion, JobArgs.Write(file), document);
            case SourceKind.Page when document.Address is { } address:
                var page = new UrlIngestionArgs(address, document.Source, TitleUnless(document, address), audience, caller.Slug, metadata) { Again = true };
                return New(JobKind.UrlIngestion, JobArgs.Write(page), document);
            case SourceKind.Text when document.Version > 0:
                var text = new TextIngestionArgs(document.Text, document.Source, document.Title, audience, caller.Slug, document.Tags, metadata) { Again = true };
                return New(JobKind.TextIngestion, JobArgs.Write(text), document);
            case SourceKind.Text when await TextArgsAsync(document, cancellationToken) is { } args:
                return New(JobKind.TextIngestion, args, document);
            case SourceKind.Ticket or SourceKind.Article or SourceKind.Asset:
                return new SourceIndexingArgs(document.SourceKind, document.SourceId, IndexAction.Upsert) { Again = true }.ToJob();
            default:
                return null;
        }
    }

    // A text that was never taken in lies in its job alone.
    private async Task<string?> TextArgsAsync(Document document, CancellationToken cancellationToken) =>
        await db.Jobs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == document.JobId, cancellationToken) is { Kind: JobKind.TextIngestion } job ? job.Args : null;

    private static NewJob New(string kind, string args, Document document) => new(kind, args) { Source = document.Source, TotalItems = 1 };

    // What was only made up when it was announced gives way to what the file says of itself.
    private static string? TitleUnless(Document document, string name) => document.Title == TextCut.AtMost(name, Document.MaxTitleLength) ? null : document.Title;
}
