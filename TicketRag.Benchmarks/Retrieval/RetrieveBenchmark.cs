using Microsoft.Extensions.AI;
using TicketRag.Core.Documents;
using TicketRag.Core.Models.BuiltIn;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Embedded;
using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Benchmarks.Retrieval;

/// <summary>
/// How well the embedded index with the built-in embedder finds what answers a question, as is and with each part off in turn:
/// <c>retrieve --data folder [--sets stackfaq,misspelt,borg,syncthing] [--words 0] [--weights 0:1,3:1]</c> (dense:lexical of more fusions).
/// With <c>--words</c> documents are cut into chunks of that many words, and a document stands where its best chunk stands.
/// </summary>
internal static class RetrieveBenchmark
{
    private static readonly OrganizationId Organization = OrganizationId.New();

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new BenchmarkOptions(args);
        if (options.DataFolder is not { } folder)
        {
            Console.WriteLine("skipped: no evaluation data (--data or TICKETRAG_DATA)");
            return 0;
        }

        var pipelines = Pipeline.Ablation.Concat(options.Text("--weights", "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Pipeline.Fused)).ToArray();
        var names = options.Text("--sets", string.Join(',', EvaluationData.Names)).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Machine.Describe();
        foreach (var name in names)
        {
            await RunAsync(EvaluationData.Read(folder, name), options.Number("--words", 0), pipelines);
        }

        return 0;
    }

    private static async Task RunAsync(EvaluationSet set, int words, Pipeline[] pipelines)
    {
        Console.WriteLine($"{set.Name}: {set.Documents.Count} documents{(words > 0 ? $" in chunks of {words} words" : "")}, {set.Questions.Count} questions");
        Console.WriteLine($"  {"",-34}    MRR    P@1    R@5   R@10  nDCG@10");
        foreach (var pipeline in pipelines)
        {
            var corpus = await IndexedCorpus.OfAsync(set, words, pipeline.Bm25);
            var metrics = new RankingMetrics();
            foreach (var question in set.Questions)
            {
                metrics.Add(await corpus.AskAsync(question.Text, pipeline), question.Relevant);
            }

            Console.WriteLine($"  {pipeline.Name,-34} {metrics.Mrr,6:F3} {metrics.PrecisionAt1,6:F3} {metrics.RecallAt5,6:F3} {metrics.RecallAt10,6:F3} {metrics.GainAt10,7:F3}");
        }
    }

    /// <param name="Rerank">Null: the store's own fusion.</param>
    private sealed record Pipeline(string Name, Bm25 Bm25, RerankWeights? Rerank, FusionWeights Weights, FusionWeights Candidates, bool Corrects = false)
    {
        private static readonly RetrievalOptions Defaults = new();
        private static readonly FusionWeights Both = new(Defaults.BuiltInDenseWeight, Defaults.LexicalWeight);
        private static readonly Pipeline AsIs = new("as is", Defaults.Bm25, Defaults.Rerank, new(Defaults.BuiltInOrderWeight, Defaults.LexicalWeight), Both, Defaults.CorrectSpelling);

        public static IEnumerable<Pipeline> Ablation =>
        [
            new("BM25 alone, k1 1.2", new(K1: 1.2f), null, new(0, 1), new(0, 1)),
            new("BM25 alone", Defaults.Bm25, null, new(0, 1), new(0, 1)),
            new("dense alone", Defaults.Bm25, null, new(1, 0), new(1, 0)),
            new("RRF 1:1, not reranked", Defaults.Bm25, null, FusionWeights.Equal, FusionWeights.Equal),
            new("RRF 3:1, not reranked", Defaults.Bm25, null, new(3, 1), new(3, 1)),
            AsIs,
            AsIs with { Name = Defaults.CorrectSpelling ? "  without correcting words" : "  with words corrected", Corrects = !Defaults.CorrectSpelling },
            AsIs with { Name = "  without proximity", Rerank = Defaults.Rerank with { Proximity = 0 } },
            AsIs with { Name = "  without pieces of words", Rerank = Defaults.Rerank with { Subword = 0 } },
            AsIs with { Name = "  k1 1.2", Bm25 = new(K1: 1.2f) },
            AsIs with { Name = "  b 0.4", Bm25 = Defaults.Bm25 with { B = 0.4f } },
            AsIs with { Name = "  words alone find and order", Weights = new(0, 1), Candidates = new(0, 1) },
            AsIs with { Name = "  dense orders too, 3:1", Weights = Both },
        ];

        public static Pipeline Fused(string pair) => pair.Split(':') is [var dense, var lexical]
            ? AsIs with { Name = $"  order {pair}", Weights = new(BenchmarkOptions.Parse(dense), BenchmarkOptions.Parse(lexical)) }
            : throw new FormatException($"'{pair}' is not dense:lexical.");
    }

    private sealed class IndexedCorpus(EmbeddedVectorStore store, ITextAnalyzer analyzer, BuiltInEmbeddingGenerator embedder)
    {
        private readonly Dictionary<Guid, int> _documents = [];
        private readonly Dictionary<Guid, string> _texts = [];

        public static async Task<IndexedCorpus> OfAsync(EvaluationSet set, int words, Bm25 bm25)
        {
            var analyzer = new TextAnalyzer();
            var store = new EmbeddedVectorStore(analyzer, bm25: bm25);
            await store.PrepareAsync(new(BuiltInEmbeddingGenerator.Model, BuiltInEmbeddingGenerator.DefaultDimensions), CancellationToken.None);
            var corpus = new IndexedCorpus(store, analyzer, new(TextAnalyzer.InEnglish));
            foreach (var (text, i) in set.Documents.Select((text, i) => (text, i)))
            {
                await corpus.AddAsync(i, Chunks(text, words));
            }

            return corpus;
        }

        /// <summary>The documents, best first.</summary>
        public async Task<IReadOnlyList<int>> AskAsync(string question, Pipeline pipeline)
        {
            var depth = pipeline.Rerank is null ? 1000 : new RetrievalOptions().ChannelLimit;
            var query = new ChunkQuery
            {
                Text = question,
                Vector = await embedder.GenerateVectorAsync(question),
                Reader = Audience.Agents,
                Limit = pipeline.Rerank is null ? 1000 : new RetrievalOptions().RerankCandidates,
                ChannelLimit = depth,
                Weights = pipeline.Candidates,
            };
            if (pipeline.Corrects)
            {
                query = query with { Corrections = await store.CorrectionsAsync(Organization, query, CancellationToken.None) };
            }

            var hits = await store.SearchAsync(Organization, query, CancellationToken.None);
            var ranked = pipeline.Rerank is { } weights
                ? new Reranker(analyzer, pipeline.Bm25, weights).Rank(question, [.. hits.Select(hit => new RerankCandidate(hit, _texts[hit.ChunkId]))], hasBm25: true, pipeline.Weights, query.Corrections).Select(passage => passage.Hit)
                : hits;
            return [.. ranked.Select(hit => _documents[hit.DocumentId]).Distinct()];
        }

        private async Task AddAsync(int number, IEnumerable<string> chunks)
        {
            var document = Guid.CreateVersion7();
            _documents.Add(document, number);
            var points = new List<ChunkPoint>();
            foreach (var text in chunks)
            {
                points.Add(new()
                {
                    ChunkId = Guid.CreateVersion7(),
                    DocumentId = document,
                    Version = 1,
                    SourceKind = SourceKind.Article,
                    Audience = Audience.Public,
                    UpdatedAt = DateTimeOffset.UnixEpoch,
                    SearchText = text,
                    Vector = await embedder.GenerateVectorAsync(text),
                });
                _texts.Add(points[^1].ChunkId, text);
            }

            await store.UpsertAsync(Organization, points, CancellationToken.None);
        }

        private static IEnumerable<string> Chunks(string text, int words) => words == 0
            ? [text]
            : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(words).Select(chunk => string.Join(' ', chunk));
    }
}
