using Microsoft.Extensions.AI;
using TicketRag.Core.Documents;
using TicketRag.Core.Models.BuiltIn;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Embedded;

namespace TicketRag.Benchmarks.Retrieval;

/// <summary>
/// How well the embedded index with the built-in embedder finds what answers a question: <c>retrieve --data folder [--words 0] [--depth 1000] [--weights 1:1,0.1:1]</c> (dense:lexical).
/// With <c>--words</c> documents are cut into chunks of that many words, and a document stands where its best chunk stands.
/// </summary>
internal static class RetrieveBenchmark
{
    private static readonly OrganizationId Organization = OrganizationId.New();

    private const string DefaultWeights = "0:1,1:0,0.1:1,0.3:1,1:1,3:1,10:1";

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new BenchmarkOptions(args);
        if (options.DataFolder is not { } folder)
        {
            Console.WriteLine("skipped: no evaluation data (--data or TICKETRAG_DATA)");
            return 0;
        }

        var weights = options.Text("--weights", DefaultWeights).Split(',').Select(ParseWeights).ToArray();
        foreach (var set in EvaluationData.Read(folder))
        {
            await RunAsync(set, options.Number("--words", 0), options.Number("--depth", 1000), weights);
        }

        return 0;
    }

    private static async Task RunAsync(EvaluationSet set, int words, int depth, FusionWeights[] weights)
    {
        var analyzer = new TextAnalyzer();
        var embedder = new BuiltInEmbeddingGenerator(analyzer);
        var store = new EmbeddedVectorStore(analyzer);
        await store.PrepareAsync(new(BuiltInEmbeddingGenerator.Model, BuiltInEmbeddingGenerator.DefaultDimensions), CancellationToken.None);
        var documents = new Dictionary<Guid, int>();
        foreach (var (text, i) in set.Documents.Select((text, i) => (text, i)))
        {
            var document = Guid.CreateVersion7();
            documents.Add(document, i);
            await store.UpsertAsync(Organization, [.. await Task.WhenAll(Chunks(text, words).Select(chunk => Point(document, chunk, embedder)))], CancellationToken.None);
        }

        Console.WriteLine($"{set.Name}: {set.Documents.Count} documents{(words > 0 ? $" in chunks of {words} words" : "")}, {set.Questions.Count} questions");
        Console.WriteLine("  dense:lexical     MRR    P@1    R@5   R@10  nDCG@10");
        foreach (var fusion in weights)
        {
            var metrics = new RankingMetrics();
            foreach (var question in set.Questions)
            {
                var hits = await store.SearchAsync(Organization, new()
                {
                    Text = question.Text,
                    Vector = await embedder.GenerateVectorAsync(question.Text),
                    Reader = Audience.Agents,
                    Limit = 1000,
                    ChannelLimit = depth,
                    Weights = fusion,
                }, CancellationToken.None);
                metrics.Add([.. hits.Select(hit => documents[hit.DocumentId]).Distinct()], question.Relevant);
            }

            Console.WriteLine($"  {$"{fusion.Dense}:{fusion.Lexical}",-15} {metrics.Mrr,6:F3} {metrics.PrecisionAt1,6:F3} {metrics.RecallAt5,6:F3} {metrics.RecallAt10,6:F3} {metrics.GainAt10,7:F3}");
        }
    }

    private static FusionWeights ParseWeights(string pair) => pair.Split(':') is [var dense, var lexical]
        ? new(BenchmarkOptions.Parse(dense), BenchmarkOptions.Parse(lexical))
        : throw new FormatException($"'{pair}' is not dense:lexical.");

    private static IEnumerable<string> Chunks(string text, int words) => words == 0
        ? [text]
        : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(words).Select(chunk => string.Join(' ', chunk));

    private static async Task<ChunkPoint> Point(Guid document, string text, BuiltInEmbeddingGenerator embedder) => new()
    {
        ChunkId = Guid.CreateVersion7(),
        DocumentId = document,
        Version = 1,
        SourceKind = SourceKind.Article,
        Audience = Audience.Public,
        UpdatedAt = DateTimeOffset.UnixEpoch,
        SearchText = text,
        Vector = await embedder.GenerateVectorAsync(text),
    };
}
