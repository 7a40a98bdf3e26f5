using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TicketRag.Core.Connections;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Models.BuiltIn;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Embedded;

namespace TicketRag.Tests.Infrastructure;

/// <summary>Holds a job at the edges of the ingestion until the test lets it go on: at the blob store, the settings of chunks, the embedder, the vector store.</summary>
internal sealed class HeldIngestion
{
    private readonly ConcurrentDictionary<string, Hold> _holds = new();
    private readonly TaskCompletionSource _published = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _embeddings;

    /// <summary>How often texts were embedded.</summary>
    public int Embeddings => _embeddings;

    /// <summary>Once the index has been read from the database: until then documents come to the vector store a second time, by other ways than their ingestion.</summary>
    public Task IndexIsReadAsync() => _published.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    /// <summary>The next that comes there waits. Dispose of it to let it go.</summary>
    public Hold At(string stage) => _holds[stage] = new Hold();

    public void Replace(IServiceCollection services)
    {
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(new HeldEmbedder(this));
        services.AddSingleton<IVectorStores>(new HeldStores(this));
        services.AddSingleton<IOptions<ChunkingOptions>>(new HeldChunking(this));
        var blobs = services.Last(service => service.ServiceType == typeof(IBlobStore)).ImplementationFactory!;
        services.AddSingleton<IBlobStore>(provider => new HeldBlobs(this, (IBlobStore)blobs(provider)));
    }

    private Task PassAsync(string stage) => _holds.TryRemove(stage, out var hold) ? hold.WaitAsync() : Task.CompletedTask;

    public sealed class Hold : IDisposable
    {
        private readonly TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goes = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Once somebody waits there.</summary>
        public Task CameAsync() => _came.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        public Task WaitAsync()
        {
            _came.TrySetResult();
            return _goes.Task;
        }

        /// <summary>What it waits for turns out to be down.</summary>
        public void Fail() => _goes.TrySetException(new DependencyUnavailableException("held", "it is down"));

        public void Dispose() => _goes.TrySetResult();
    }

    private sealed class HeldEmbedder(HeldIngestion held) : DelegatingEmbeddingGenerator<string, Embedding<float>>(new BuiltInEmbeddingGenerator(new TextAnalyzer()))
    {
        public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            await held.PassAsync(DocumentStages.Embedding);
            Interlocked.Increment(ref held._embeddings);
            return await base.GenerateAsync(values, options, CancellationToken.None);
        }
    }

    private sealed class HeldChunking(HeldIngestion held) : IOptions<ChunkingOptions>
    {
        public ChunkingOptions Value
        {
            get
            {
                held.PassAsync(DocumentStages.Chunking).GetAwaiter().GetResult();
                return new();
            }
        }
    }

    private sealed class HeldStores(HeldIngestion held) : IVectorStores
    {
        private readonly HeldStore _store = new(held, new EmbeddedVectorStore(new TextAnalyzer()));

        public IVectorStore Of(string? model) => _store;
    }

    private sealed class HeldStore(HeldIngestion held, IVectorStore store) : IVectorStore
    {
        public string Name => store.Name;

        public async Task UpsertAsync(OrganizationId organization, IReadOnlyList<ChunkPoint> points, CancellationToken cancellationToken)
        {
            await held.PassAsync(DocumentStages.Indexing);

            // A request that is on its way arrives whether or not its sender is told to stop.
            await store.UpsertAsync(organization, points, CancellationToken.None);
        }

        public Task<bool> PrepareAsync(EmbeddingSpace? space, CancellationToken cancellationToken) => store.PrepareAsync(space, cancellationToken);

        public Task<IReadOnlySet<Guid>> ConfirmAsync(OrganizationId organization, IReadOnlyList<DocumentStamp> documents, CancellationToken cancellationToken) =>
            store.ConfirmAsync(organization, documents, cancellationToken);

        public async Task PublishAsync(CancellationToken cancellationToken)
        {
            await store.PublishAsync(cancellationToken);
            held._published.TrySetResult();
        }

        public ValueTask<bool> IsCompleteAsync(CancellationToken cancellationToken) => store.IsCompleteAsync(cancellationToken);

        public Task DeleteDocumentAsync(OrganizationId organization, Guid documentId, int? keepVersion, CancellationToken cancellationToken) =>
            store.DeleteDocumentAsync(organization, documentId, keepVersion, cancellationToken);

        public Task<IReadOnlyList<ChunkHit>> SearchAsync(OrganizationId organization, ChunkQuery query, CancellationToken cancellationToken) =>
            store.SearchAsync(organization, query, cancellationToken);

        public Task<IReadOnlyDictionary<string, string>> CorrectionsAsync(OrganizationId organization, ChunkQuery query, CancellationToken cancellationToken) =>
            store.CorrectionsAsync(organization, query, cancellationToken);

        public Task<long> CountAsync(OrganizationId organization, Guid? documentId, CancellationToken cancellationToken) =>
            store.CountAsync(organization, documentId, cancellationToken);

        public Task<IReadOnlyList<PointKey>> ListAsync(OrganizationId organization, Guid after, int limit, CancellationToken cancellationToken) =>
            store.ListAsync(organization, after, limit, cancellationToken);
    }

    private sealed class HeldBlobs(HeldIngestion held, IBlobStore blobs) : IBlobStore
    {
        public async Task<StoredBlob> PutAsync(OrganizationId organization, Stream content, long maxLength, CancellationToken cancellationToken)
        {
            await held.PassAsync(DocumentStages.Fetching);
            return await blobs.PutAsync(organization, content, maxLength, cancellationToken);
        }

        public async Task<Stream?> OpenAsync(OrganizationId organization, string sha256, CancellationToken cancellationToken)
        {
            await held.PassAsync(DocumentStages.Extracting);
            return await blobs.OpenAsync(organization, sha256, cancellationToken);
        }

        public Task<bool> DeleteAsync(OrganizationId organization, string sha256, CancellationToken cancellationToken) =>
            blobs.DeleteAsync(organization, sha256, cancellationToken);

        public Task<IReadOnlyList<string>> ListAsync(OrganizationId organization, DateTimeOffset before, CancellationToken cancellationToken) =>
            blobs.ListAsync(organization, before, cancellationToken);

        public Task DropUnfinishedAsync(CancellationToken cancellationToken) => blobs.DropUnfinishedAsync(cancellationToken);
    }
}
