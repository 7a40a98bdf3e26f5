using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using TicketRag.Core.Connections;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Models;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval.Reranking;
using TicketRag.Core.Telemetry;

namespace TicketRag.Core.Retrieval;

/// <summary>
/// Finds chunks for a question: embeds it, asks the vector store, reads what was found from the database, which has the last word on
/// organization, audience and version, and orders it by what it says. What is down is done without, and <see cref="RetrievalResult.Mode"/> says so.
/// </summary>
public sealed class Retriever(
    AppDb db,
    IVectorStore store,
    OrganizationModel model,
    OrganizationRecency recency,
    Reranker reranker,
    StoreCircuit circuit,
    IOptions<RetrievalOptions> options,
    TimeProvider time,
    IFullTextSearch? fullText = null)
{
    // A question is put to several pools one after the other.
    private (Embedder By, string Text, ReadOnlyMemory<float> Vector)? _lastEmbedded;

    public async Task<RetrievalResult> RetrieveAsync(RetrievalRequest request, CancellationToken cancellationToken)
    {
        using var activity = TicketRagTelemetry.Retrieval.StartActivity("retrieve");
        var degraded = new List<string>();
        var embedder = await model.EmbedderAsync(cancellationToken);
        var vector = await EmbedAsync(embedder, request.Query, degraded, cancellationToken);
        var query = QueryFor(embedder, request, vector);
        query = query with { Corrections = await CorrectionsAsync(query, cancellationToken) };
        var (hits, storeName) = await SearchAsync(query, degraded, cancellationToken);
        var search = storeName != store.Name ? "full_text" : vector is null || ComparedNothing(embedder, hits) ? "lexical" : "hybrid";
        if (search != "full_text" && !await store.IsCompleteAsync(cancellationToken))
        {
            degraded.Add($"{store.Name}: the index is still being read from the database; what is not read yet is not found");
        }
        else if (embedder.IsBehind && vector is not null && search != "full_text")
        {
            degraded.Add($"{Deployment.EmbedName}: not everything is embedded with {embedder.Model} yet; the rest is found by its words only");
        }

        activity?.SetTag("ticketrag.retrieval.search", search);
        activity?.SetTag("ticketrag.retrieval.hits", hits.Count);
        var chunks = Rank(embedder, request, query.Corrections, await ReadAsync(request, hits, cancellationToken), hasBm25: storeName == store.Name);
        return new(chunks, new(search, storeName, search == "hybrid" ? embedder.Model : null, degraded)
        {
            Corrections = [.. query.Corrections.Select(pair => new Correction(pair.Key, pair.Value))],
        });
    }

    // Dense search always finds something where there is something to compare with.
    private static bool ComparedNothing(Embedder embedder, IReadOnlyList<ChunkHit> hits) => embedder.IsBehind && hits.All(hit => hit.Dense is null);

    private async Task<ReadOnlyMemory<float>?> EmbedAsync(Embedder embedder, string text, List<string> degraded, CancellationToken cancellationToken)
    {
        if (_lastEmbedded is { } last && last.By == embedder && last.Text == text)
        {
            return last.Vector;
        }

        try
        {
            var vector = await embedder.EmbedQueryAsync(text, cancellationToken).WaitAsync(options.Value.EmbedTimeout, time, cancellationToken);
            _lastEmbedded = (embedder, text, vector);
            return vector;
        }
        catch (DependencyUnavailableException down)
        {
            degraded.Add(down.Message);
        }
        catch (TimeoutException)
        {
            degraded.Add($"{Deployment.EmbedName}: no answer within {options.Value.EmbedTimeout.TotalSeconds:0.#} s");
        }
        catch (Exception refused) when (refused is ModelRequestException or ModelResponseException)
        {
            degraded.Add(refused.Message);
        }

        return null;
    }

    private ChunkQuery QueryFor(Embedder embedder, RetrievalRequest request, ReadOnlyMemory<float>? vector) => new()
    {
        Text = request.Query,
        Vector = vector,
        Reader = request.Reader,
        SourceKinds = request.SourceKinds,
        States = request.States,
        Tags = request.Tags,
        Products = request.Products,
        Languages = request.Languages,
        UpdatedFrom = request.UpdatedFrom,
        UpdatedBefore = request.UpdatedBefore,
        ExcludeDocument = request.ExcludeDocument,
        Limit = Math.Max(options.Value.RerankCandidates, request.TopK),
        ChannelLimit = Math.Max(options.Value.ChannelLimit, request.TopK),
        Weights = new(
            embedder.IsBuiltIn ? options.Value.BuiltInDenseWeight : options.Value.DenseWeight,
            options.Value.LexicalWeight),
    };

    private Task<IReadOnlyDictionary<string, string>> CorrectionsAsync(ChunkQuery query, CancellationToken cancellationToken) =>
        options.Value.CorrectSpelling ? store.CorrectionsAsync(db.RequiredOrganization, query, cancellationToken) : Task.FromResult(ChunkQuery.NoCorrections);

    private async Task<(IReadOnlyList<ChunkHit> Hits, string Store)> SearchAsync(ChunkQuery query, List<string> degraded, CancellationToken cancellationToken)
    {
        try
        {
            return (await circuit.SearchAsync(token => store.SearchAsync(db.RequiredOrganization, query, token), cancellationToken), store.Name);
        }
        catch (DependencyUnavailableException down) when (fullText is not null)
        {
            degraded.Add(down.Message);
        }
        catch (BrokenCircuitException) when (fullText is not null)
        {
            degraded.Add($"{Deployment.QdrantName}: not asked just now, it failed repeatedly");
        }
        catch (TimeoutException) when (fullText is not null)
        {
            degraded.Add($"{store.Name}: no answer within {options.Value.StoreTimeout.TotalSeconds:0.#} s");
        }

        return (await fullText.SearchAsync(db.RequiredOrganization, query, cancellationToken), "postgres");
    }

    private List<RetrievedChunk> Rank(
        Embedder embedder, RetrievalRequest request, IReadOnlyDictionary<string, string> corrections, IReadOnlyList<FoundChunk> found, bool hasBm25)
    {
        // The built-in embedder knows spelling and no meaning, and the reranker reads spelling better: its vectors find, and do not order.
        var weights = new FusionWeights(embedder.IsBuiltIn ? options.Value.BuiltInOrderWeight : options.Value.DenseWeight, options.Value.LexicalWeight);
        var ranked = reranker.Rank(
            request.Query,
            [.. found.Select(row => new RerankCandidate(row.Hit, row.Chunk.SearchTextUnder(row.Title), row.Chunk.SearchTextSha256, row.Recency ?? 1))],
            hasBm25, weights, corrections);
        return NeighbouringChunks.Merge(ranked.Select(passage => found[passage.Candidate].ToRetrieved(passage)), request.TopK);
    }

    private async Task<IReadOnlyList<FoundChunk>> ReadAsync(RetrievalRequest request, IReadOnlyList<ChunkHit> hits, CancellationToken cancellationToken)
    {
        var ids = hits.Select(hit => hit.ChunkId).ToArray();
        var (now, halfLife) = (time.GetUtcNow(), request.RecencyHalfLife ?? await recency.HalfLifeAsync(cancellationToken));
        var rows = await db.Chunks.AsNoTracking().Where(chunk => ids.Contains(chunk.Id))
            .Join(db.Documents, chunk => chunk.DocumentId, document => document.Id, (chunk, document) => new
            {
                Chunk = chunk,
                document.Title,
                document.SourceKind,
                document.SourceId,
                document.State,
                document.UpdatedAt,
            })
            .ToDictionaryAsync(row => row.Chunk.Id, cancellationToken);

        return
        [
            .. hits.Where(hit => rows.TryGetValue(hit.ChunkId, out var row) && request.Reader.CanRead(row.Chunk.Audience)).Select(hit =>
            {
                var row = rows[hit.ChunkId];
                return new FoundChunk(hit, row.Chunk, row.Title, row.SourceKind, row.SourceId, row.State, Reranking.Recency.Of(row.UpdatedAt, now, halfLife));
            }),
        ];
    }

    private sealed record FoundChunk(ChunkHit Hit, Chunk Chunk, string Title, SourceKind SourceKind, Guid SourceId, string? State, float? Recency)
    {
        public RetrievedChunk ToRetrieved(RankedPassage ranked) => new(
            Chunk.Id, Chunk.DocumentId, Chunk.Version, Chunk.Ordinal, Title, SourceKind, SourceId, State, Chunk.HeadingPath, Chunk.Text, Chunk.Start, Chunk.End,
            Chunk.Page, Chunk.Sheet, Chunk.Line, ranked.Hit.FusedScore, ranked.Hit.Dense, ranked.Hit.Lexical, ranked.Hit.Words, ranked.Answers)
        {
            Recency = Recency,
        };
    }
}
