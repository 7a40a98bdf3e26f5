using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Connections;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Jobs;
using TicketRag.Core.Models;
using TicketRag.Core.Models.Ollama;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Qdrant;

namespace TicketRag.IngestWorker.Maintenance;

/// <summary>
/// Looks, at start and now and then, whether the vector store has what the database has and whether the models are there, and enqueues what is
/// needed: a projection, an embedding of what has no vector yet, a model's download. Pending jobs of that kind are not doubled.
/// </summary>
public sealed partial class VectorStoreKeeper(
    IServiceScopeFactory scopes, IServiceProvider services, Deployment deployment, Embedders embedders, IVectorStores stores, SchemaGate schema,
    IOptions<RetrievalOptions> options, TimeProvider time, ILogger<VectorStoreKeeper> logger) : BackgroundService
{
    // What searches say of themselves depends on it, so the end of catching up is noticed soon.
    private static readonly TimeSpan BehindInterval = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, DateTimeOffset> _nextLook = [];
    private bool _isBehind;
    private readonly TaskCompletionSource _firstRound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Until the store was prepared, or could not be reached: jobs that need it find out themselves then.</summary>
    public Task WaitForFirstRoundAsync(CancellationToken cancellationToken) => _firstRound.Task.WaitAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        while (true)
        {
            _isBehind = false;
            await TryAsync((db, jobs, token) => PrepareStoreAsync(null, db, jobs, token), stoppingToken);
            _firstRound.TrySetResult();
            await TryAsync((db, jobs, token) => KeepEmbeddedAsync(null, db, jobs, token), stoppingToken);
            await TryAsync(KeepOtherStoresAsync, stoppingToken);
            foreach (var (connection, model) in deployment.OllamaModels)
            {
                await TryAsync((db, jobs, token) => KeepModelAsync(connection, model, db, jobs, token), stoppingToken);
            }

            await Task.Delay(NextRound, time, stoppingToken);
        }
    }

    private TimeSpan NextRound => _isBehind && BehindInterval < options.Value.CheckInterval ? BehindInterval : options.Value.CheckInterval;

    // What is down, or refuses, is one chore's trouble: the others are done all the same, and this one again next time.
    private async Task TryAsync(Func<AppDb, JobQueue, CancellationToken, Task> chore, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await chore(scope.ServiceProvider.GetRequiredService<AppDb>(), scope.ServiceProvider.GetRequiredService<JobQueue>(), cancellationToken);
        }
        catch (Exception trouble) when (IsOfADependency(trouble))
        {
            LogDown(logger, trouble.Message);
        }
        catch (Exception exception) when (DatabaseOutage.Cause(exception) is not null)
        {
            LogDatabaseDown(logger, exception);
        }
    }

    private static bool IsOfADependency(Exception trouble) =>
        trouble is DependencyUnavailableException or ModelRequestException or ModelResponseException or QdrantException;

    private async Task KeepOtherStoresAsync(AppDb db, JobQueue jobs, CancellationToken cancellationToken)
    {
        foreach (var model in (await ModelUse.ModelsAsync(db, cancellationToken)).OfType<string>())
        {
            await PrepareStoreAsync(model, db, jobs, cancellationToken);
            await KeepEmbeddedAsync(model, db, jobs, cancellationToken);
        }
    }

    private async Task PrepareStoreAsync(string? model, AppDb db, JobQueue jobs, CancellationToken cancellationToken)
    {
        var embedder = embedders.Of(model);
        var space = await SpaceAsync(embedder, db, cancellationToken);
        if (await stores.Of(model).PrepareAsync(space, cancellationToken))
        {
            _isBehind = true;
            embedder.IsBehind = true;
            await EnqueueAsync(db, jobs, new ProjectionArgs(model).ToJob(), cancellationToken);
        }

        embedders.NoteStore(model, space);
    }

    // All chunks are looked at: an index that is being filled need not wait for that.
    private async Task KeepEmbeddedAsync(string? model, AppDb db, JobQueue jobs, CancellationToken cancellationToken)
    {
        var embedder = embedders.Of(model);
        var lacksVectors = await HasUnembeddedAsync(model, db, cancellationToken);
        embedder.IsBehind |= lacksVectors;
        if (embedder.Space is not null && lacksVectors)
        {
            await EnqueueAsync(db, jobs, ReembeddingJob.New, cancellationToken);
        }

        embedder.IsBehind = lacksVectors || await stores.Of(model).PrepareAsync(embedder.Space, cancellationToken);
        _isBehind |= embedder.IsBehind;
    }

    private async Task KeepModelAsync(string connection, string model, AppDb db, JobQueue jobs, CancellationToken cancellationToken)
    {
        if (!await services.GetRequiredKeyedService<OllamaModels>(connection).ExistsAsync(model, cancellationToken))
        {
            await EnqueueAsync(
                db, jobs, new(JobKind.ModelPull, JobArgs.Write(new ModelPullArgs(connection))) { UniqueKey = connection, MaxAttempts = 20 }, cancellationToken);
        }
    }

    private async Task<EmbeddingSpace?> SpaceAsync(Embedder embedder, AppDb db, CancellationToken cancellationToken)
    {
        await EmbeddingCache.RecallSpaceAsync(db, embedder, cancellationToken);
        if (embedder.Space is null)
        {
            await AskModelAsync(embedder, cancellationToken);
        }

        return embedder.Space;
    }

    private async Task AskModelAsync(Embedder embedder, CancellationToken cancellationToken)
    {
        try
        {
            await embedder.EmbedQueryAsync("How long is a vector?", cancellationToken);
        }
        catch (Exception trouble) when (IsOfADependency(trouble))
        {
            LogDown(logger, trouble.Message);
        }
    }

    // This look takes its time. Rounds come often while an index is being filled, which needs no second one.
    private async Task<bool> HasUnembeddedAsync(string? model, AppDb db, CancellationToken cancellationToken)
    {
        var name = embedders.Of(model).Model;
        if (time.GetUtcNow() < _nextLook.GetValueOrDefault(name))
        {
            return false;
        }

        var hasUnembedded = await db.Chunks.IgnoreQueryFilters().EmbeddedBy(model, db).AnyAsync(
            chunk => !db.Embeddings.IgnoreQueryFilters().Any(embedding =>
                embedding.OrganizationId == chunk.OrganizationId && embedding.Model == name && embedding.TextSha256 == chunk.SearchTextSha256),
            cancellationToken);
        _nextLook[name] = hasUnembedded ? default : time.GetUtcNow() + options.Value.CheckInterval;
        return hasUnembedded;
    }

    // One that runs already is enough, too: it works until nothing is left.
    private static async Task EnqueueAsync(AppDb db, JobQueue jobs, NewJob job, CancellationToken cancellationToken)
    {
        if (await IsUnderWayAsync(db, job, null, cancellationToken))
        {
            return;
        }

        await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
        var id = await jobs.EnqueueAsync(write, OrganizationId.System, job, cancellationToken);

        // Another process's may have been put in and claimed since the first look: this one is given up then.
        if (!await IsUnderWayAsync(db, job, id, cancellationToken))
        {
            await write.CommitAsync(cancellationToken);
        }
    }

    private static Task<bool> IsUnderWayAsync(AppDb db, NewJob job, Guid? but, CancellationToken cancellationToken) =>
        db.Jobs.IgnoreQueryFilters().AnyAsync(
            row => row.OrganizationId == OrganizationId.System && row.Kind == job.Kind && row.UniqueKey == job.UniqueKey && row.Id != but
                && (row.State == JobState.Running || row.State == JobState.Pending),
            cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}; looking again shortly")]
    private static partial void LogDown(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer; looking again shortly")]
    private static partial void LogDatabaseDown(ILogger logger, Exception exception);
}
