using TicketRag.Core.Models.BuiltIn;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Embedded;
using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Benchmarks.Retrieval;

/// <summary>A question as the product puts it, up to what is read from the database: embedded, searched for, and its candidates ordered by what they say.</summary>
internal sealed class RerankMeasure(EmbeddedVectorStore store, OrganizationId organization, IReadOnlyDictionary<Guid, string> texts)
{
    private static readonly RetrievalOptions Options = new();
    private static readonly FusionWeights Order = new(Options.BuiltInOrderWeight, Options.LexicalWeight);

    private readonly BuiltInEmbeddingGenerator _embedder = new(TextAnalyzer.InEnglish);
    private readonly Reranker _afresh = new(new TextAnalyzer(), Options.Bm25, Options.Rerank);
    private readonly Reranker _keeping = new(new TextAnalyzer(), Options.Bm25, Options.Rerank, Options.PassageCacheMegabytes * 1024L * 1024);

    /// <summary>As the retriever asks the store.</summary>
    public static ChunkQuery Shape(ChunkQuery query) => query with
    {
        Limit = Options.RerankCandidates,
        ChannelLimit = Options.ChannelLimit,
        Weights = new(Options.BuiltInDenseWeight, Options.LexicalWeight),
    };

    public async Task<IReadOnlyList<RerankCandidate>> CandidatesAsync(ChunkQuery query) =>
        [.. (await store.SearchAsync(organization, Shape(query), CancellationToken.None)).Select(hit => new RerankCandidate(hit, texts[hit.ChunkId], SyntheticCorpus.Sha256(hit.ChunkId)))];

    public void RankAfresh(string question, IReadOnlyList<RerankCandidate> candidates) =>
        _afresh.Rank(question, [.. candidates.Select(candidate => candidate with { Sha256 = null })], hasBm25: true, Order);

    public void Rank(string question, IReadOnlyList<RerankCandidate> candidates) => _keeping.Rank(question, candidates, hasBm25: true, Order);

    public async Task AskAsync(ChunkQuery query)
    {
        await _embedder.GenerateAsync([query.Text!]);
        Rank(query.Text!, await CandidatesAsync(query));
    }
}
