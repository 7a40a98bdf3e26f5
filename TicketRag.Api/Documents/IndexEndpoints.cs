using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Api.Idempotency;
using TicketRag.Api.Ingestion;
using TicketRag.Api.Jobs;
using TicketRag.Api.Validation;
using TicketRag.Core.Connections;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Jobs;
using TicketRag.Core.Models;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;

namespace TicketRag.Api.Documents;

/// <summary>An organization's index as a whole: what it holds, building it with other settings, comparing it with the database.</summary>
internal static class IndexEndpoints
{
    public static void MapIndex(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/index").WithTags("Documents").RequireAuthorization(Policies.AgentViewer);
        group.MapGet("/", GetIndex).WithSummary("How much is indexed, and with which settings");
        group.MapPut("/recency", ChangeRecency).RequireAuthorization(Policies.Admin).WithSummary("Let age count in what is found, or not");
        var changes = group.MapGroup("").RequireAuthorization(Policies.Admin).AddFilter<RagSwitch>().AddEnqueueing();
        changes.MapPost("/reindex", Reindex).WithSummary("Build the index with other settings beside the live one, and switch at the end");
        changes.MapPost("/reconcile", Reconcile).WithSummary("Compare the vector store with the database, and repair both ways");
    }

    private static async Task<Ok<IndexResponse>> GetIndex(
        AppDb db, IVectorStore store, OrganizationModel model, OrganizationChunker chunkers, OrganizationRecency recency, CancellationToken cancellationToken)
    {
        var settings = await chunkers.SettingsAsync(cancellationToken);
        return TypedResults.Ok(new IndexResponse(
            await db.Documents.CountAsync(row => row.Version > 0, cancellationToken), await db.Chunks.CountAsync(cancellationToken),
            await PointsAsync(db, store, cancellationToken), store.Name, (await model.EmbedderAsync(cancellationToken)).Model, settings.MaxTokens, settings.OverlapTokens,
            (await recency.HalfLifeAsync(cancellationToken)).TotalDays));
    }

    private static async Task<Ok<IndexResponse>> ChangeRecency(
        RecencyRequest request, Caller caller, AppDb db, IVectorStore store, OrganizationModel model, OrganizationChunker chunkers, OrganizationRecency recency,
        CancellationToken cancellationToken)
    {
        await recency.ChangeAsync(caller, request.HalfLifeDays is { } days ? TimeSpan.FromDays(days) : null, cancellationToken);
        return await GetIndex(db, store, model, chunkers, recency, cancellationToken);
    }

    private static async Task<Results<Accepted<JobResponse>, ValidationProblem>> Reindex(
        ReindexRequest request, Caller caller, AppDb db, IdempotentJobs jobs, RequestedKey key, OrganizationChunker chunkers, ModelChoice models, IngestionAnswer answer, CancellationToken cancellationToken)
    {
        var settings = await chunkers.SettingsAsync(cancellationToken);
        var model = await models.CheckAsync(request.EmbeddingModel, cancellationToken);
        if (model.Refusal is { } refusal)
        {
            return Problems.Invalid("embedding_model", refusal);
        }

        var args = new ReindexingArgs(request.MaxTokens ?? settings.MaxTokens, request.OverlapTokens ?? settings.OverlapTokens, model.Name);
        return args.OverlapTokens > args.MaxTokens / 2
            ? Problems.Invalid("overlap_tokens", $"Is at most half of max_tokens ({args.MaxTokens}).")
            : await answer.AcceptedAsync(await EnqueueAsync(caller, db, jobs, key, args.ToJob(), cancellationToken), cancellationToken);
    }

    private static async Task<Accepted<JobResponse>> Reconcile(
        Caller caller, AppDb db, IdempotentJobs jobs, RequestedKey key, IngestionAnswer answer, CancellationToken cancellationToken) =>
        await answer.AcceptedAsync(await EnqueueAsync(caller, db, jobs, key, ReconciliationJob.New, cancellationToken), cancellationToken);

    private static async Task<Guid> EnqueueAsync(Caller caller, AppDb db, IdempotentJobs jobs, RequestedKey key, NewJob job, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var id = await jobs.EnqueueAsync(write, caller.Organization, job, key.Value, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return id;
    }

    private static async Task<long?> PointsAsync(AppDb db, IVectorStore store, CancellationToken cancellationToken)
    {
        try
        {
            return await store.CountAsync(db.RequiredOrganization, cancellationToken);
        }
        catch (DependencyUnavailableException)
        {
            return null;
        }
    }
}
