using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Jobs;
using TicketRag.Core.Models;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>
/// Embeds every chunk that its organization's model has not embedded yet, of all organizations, a page at a time; each page is found by dense search as
/// soon as it is written. Lexical search goes on meanwhile.
/// </summary>
internal sealed class ReembeddingHandler(AppDb db, Embedders embedders, Projector projector, IServiceScopeFactory scopes) : IJobHandler
{
    private const int ChunksPerPage = 64;

    private int _done;

    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        foreach (var model in await ModelUse.ModelsAsync(db, cancellationToken))
        {
            await EmbedAsync(run, model, cancellationToken);
        }

        return new JobOutcome.Completed("""{"ok":true}""") { Message = $"{_done} chunks embedded" };
    }

    private async Task EmbedAsync(JobRun run, string? model, CancellationToken cancellationToken)
    {
        var missing = await Missing(model).CountAsync(cancellationToken);
        var done = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await Missing(model).OrderBy(chunk => chunk.OrganizationId).ThenBy(chunk => chunk.Id).Take(ChunksPerPage).ToListAsync(cancellationToken);
            if (page.Count == 0)
            {
                await WriteWhatWasCutOffAsync(run, model, cancellationToken);
                return;
            }

            foreach (var organization in page.GroupBy(chunk => chunk.OrganizationId))
            {
                await EmbedAsync(organization.Key, [.. organization], cancellationToken);
            }

            done += page.Count;
            _done += page.Count;
            await run.CheckpointAsync(new(done, Math.Max(done, missing), 0, $"{done} of {Math.Max(done, missing)} chunks embedded with {embedders.Of(model).Model}"), null, cancellationToken);
        }
    }

    // An attempt that was cut off may have embedded what it could not write: that is not missing any more, and not in the store either.
    private Task WriteWhatWasCutOffAsync(JobRun run, string? model, CancellationToken cancellationToken) =>
        run.Job.Fence == 1 ? Task.CompletedTask : projector.ProjectAsync(model, progress: null, cancellationToken);

    private IQueryable<Chunk> Missing(string? model)
    {
        var name = embedders.Of(model).Model;
        return db.Chunks.IgnoreQueryFilters().AsNoTracking().EmbeddedBy(model, db).Where(chunk => !db.Embeddings.IgnoreQueryFilters().Any(embedding =>
            embedding.OrganizationId == chunk.OrganizationId && embedding.Model == name && embedding.TextSha256 == chunk.SearchTextSha256));
    }

    private async Task EmbedAsync(OrganizationId organization, IReadOnlyList<Chunk> chunks, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(organization);
        await scope.ServiceProvider.GetRequiredService<ChunkEmbedding>().EmbedAsync(chunks, cancellationToken);
    }
}

/// <summary>Embeds chunks of one organization that are indexed already, and adds the vectors to their points.</summary>
internal sealed class ChunkEmbedding(AppDb db, EmbeddingCache embeddings, IVectorStore store)
{
    public async Task EmbedAsync(IReadOnlyList<Chunk> chunks, CancellationToken cancellationToken)
    {
        var ids = chunks.Select(chunk => chunk.DocumentId).Distinct().ToArray();
        var documents = await db.Documents.AsNoTracking().Where(document => ids.Contains(document.Id))
            .Select(document => new { document.Id, document.Title, document.SourceKind, document.State, document.Tags, document.Metadata, document.UpdatedAt })
            .ToDictionaryAsync(document => document.Id, cancellationToken);
        var present = chunks.Where(chunk => documents.ContainsKey(chunk.DocumentId)).ToList();
        var vectors = await embeddings.GetAsync(
            [.. present.Select(chunk => (chunk.SearchTextSha256, chunk.SearchTextUnder(documents[chunk.DocumentId].Title)))],
            cancellationToken);
        await store.UpsertAsync(
            db.RequiredOrganization,
            [
                .. present.Select(chunk =>
                {
                    var document = documents[chunk.DocumentId];
                    return ChunkPoint.From(
                        chunk, document.Title, document.SourceKind, document.State, document.Tags, document.Metadata, document.UpdatedAt, vectors[chunk.SearchTextSha256]);
                }),
            ],
            cancellationToken);
    }
}
