using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Embedded;
using TicketRag.Core.Retrieval.Embedded.Files;
using TicketRag.Tests.Infrastructure;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval.Embedded;

/// <summary>Random adding, replacing, deleting and searching: the index answers what its definition says.</summary>
public class EmbeddedVectorStoreModelTests
{
    private const double Epsilon = 1e-3;

    private static readonly string[] Words = ["printer", "printers", "jam", "paper", "toner", "E-1042", "restart", "scanner", "the", "network", "4.2.1", "coffee"];
    private static readonly Audience[] Audiences = [Audience.Public, Audience.Agents, Audience.Owner("ann@example.com"), Audience.Owner("bob@example.com")];
    private static readonly Guid[] Chunks = [.. Enumerable.Range(0, 40).Select(i => new Guid(i * 7919, 0, 0, new byte[8]))];

    private static readonly Gen<string> Text = Gen.Elements(Words).ListOf().Select(words => string.Join(' ', words));

    private static readonly Gen<ReadOnlyMemory<float>?> Vector =
        Gen.Frequency((4, Gen.Choose(0, 30).Select(seed => (ReadOnlyMemory<float>?)Random(seed))), (1, Gen.Constant<ReadOnlyMemory<float>?>(null)));

    private static readonly Gen<ChunkPoint> Point =
        from chunk in Gen.Elements(Chunks)
        from document in Gen.Choose(0, 9)
        from version in Gen.Choose(1, 3)
        from kind in Gen.Elements(Enum.GetValues<SourceKind>())
        from state in Gen.Elements(null, "solved", "unsolved")
        from audience in Gen.Elements(Audiences)
        from tags in Gen.SubListOf("network", "hardware", "billing")
        from text in Text
        from vector in Vector
        select new ChunkPoint
        {
            ChunkId = chunk,
            DocumentId = Chunks[document],
            Version = version,
            SourceKind = kind,
            State = state,
            Audience = audience,
            Tags = [.. tags],
            UpdatedAt = DateTimeOffset.UnixEpoch,
            SearchText = text,
            Vector = vector,
        };

    private static readonly Gen<ChunkQuery> Question =
        from text in Text
        from seed in Gen.Choose(0, 30)
        from reader in Gen.Elements(Audiences)
        from kinds in Gen.SubListOf(Enum.GetValues<SourceKind>())
        from states in Gen.SubListOf("solved", "unsolved", "never")
        from tags in Gen.SubListOf("network", "hardware", "never")
        from excluded in Gen.Choose(-20, 9)
        from limit in Gen.Choose(1, 15)
        select new ChunkQuery
        {
            Text = text,
            Vector = Random(seed),
            Reader = reader,
            SourceKinds = [.. kinds],
            States = [.. states],
            Tags = [.. tags],
            ExcludeDocument = excluded < 0 ? null : Chunks[excluded],
            Limit = limit,
            ChannelLimit = limit,
        };

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (5, Point.ListOf().Select(points => (Step)new Upsert([.. points]))),
        (2, Gen.Choose(0, 9).Select(document => (Step)new Delete(Chunks[document], null))),
        (1, from document in Gen.Choose(0, 9) from version in Gen.Choose(1, 3) select (Step)new Delete(Chunks[document], version)),
        (1, Gen.Constant((Step)new ChangeSpace())),
        (2, Gen.Constant((Step)new Restart())),
        (4, Question.Select(query => (Step)new Ask(query))));

    private abstract record Step;

    private sealed record Upsert(ChunkPoint[] Points) : Step;

    private sealed record Delete(Guid Document, int? KeepVersion) : Step;

    private sealed record ChangeSpace : Step;

    /// <summary>The index is kept in a file, and another one made of it.</summary>
    private sealed record Restart : Step;

    private sealed record Ask(ChunkQuery Query) : Step;

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(int.MaxValue)]
    public void Index_answers_what_its_definition_says(int compactAfter)
    {
        var config = Exploration.Property(runs: 60).WithEndSize(60);
        var folder = Directory.CreateTempSubdirectory("ticketrag-model-");
        var files = new IndexFiles(folder.FullName, NullLogger<IndexFiles>.Instance);
        Check.One(config, Prop.ForAll(Steps.ListOf().ToArbitrary(), steps => Play(steps, compactAfter, files).GetAwaiter().GetResult()));
        folder.Delete(recursive: true);
    }

    private static async Task Play(IEnumerable<Step> steps, int compactAfter, IndexFiles files)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var analyzer = new TextAnalyzer();
        var store = new EmbeddedVectorStore(analyzer, compactAfter, files: files);
        var naive = new NaiveStore(analyzer);
        var organization = OrganizationId.New();
        var spaces = 0;
        var space = Space;
        await store.PrepareAsync(space, cancelled);
        foreach (var step in steps)
        {
            switch (step)
            {
                case Upsert upsert:
                    await store.UpsertAsync(organization, upsert.Points, cancelled);
                    Array.ForEach(upsert.Points, naive.Upsert);
                    break;
                case Delete delete:
                    await store.DeleteDocumentAsync(organization, delete.Document, delete.KeepVersion, cancelled);
                    naive.DeleteDocument(delete.Document, delete.KeepVersion);
                    break;
                case ChangeSpace:
                    space = Space with { Model = $"space-{++spaces}" };
                    await store.PrepareAsync(space, cancelled);
                    naive.DropVectors();
                    break;
                case Restart:
                    await store.PublishAsync(cancelled);
                    store.Save(int.MaxValue, cancelled);
                    store = new(analyzer, compactAfter, files: files);
                    await store.PrepareAsync(space, cancelled);
                    var kept = await store.ConfirmAsync(organization, [.. naive.Points.GroupBy(point => point.DocumentId).Select(StampOf)], cancelled);
                    await store.UpsertAsync(organization, [.. naive.Points.Where(point => !kept.Contains(point.DocumentId))], cancelled);
                    await store.PublishAsync(cancelled);
                    break;
                case Ask { Query: var query }:
                    var lexical = await store.SearchAsync(organization, query with { Vector = null }, cancelled);
                    AssertSame(naive.Lexical(query), [.. lexical.Select(hit => (hit.ChunkId, hit.Lexical!.Score))], query.Limit);
                    var dense = await store.SearchAsync(organization, query with { Text = null }, cancelled);
                    AssertSame(naive.Dense(query), [.. dense.Select(hit => (hit.ChunkId, hit.Dense!.Score))], query.Limit);
                    break;
            }

            Assert.Equal(naive.Count, await store.CountAsync(organization, cancelled));
        }
    }

    private static DocumentStamp StampOf(IGrouping<Guid, ChunkPoint> document) => new(document.Key, document.First().Version, document.Count(), DateTimeOffset.UnixEpoch);

    /// <summary>Same scores in the same places, and each of the chunk that it belongs to; chunks whose scores are alike may swap.</summary>
    private static void AssertSame(List<(Guid ChunkId, double Score)> expected, List<(Guid ChunkId, double Score)> found, int limit)
    {
        Assert.Equal(Math.Min(limit, expected.Count), found.Count);
        Assert.Equal(found.Count, found.Select(hit => hit.ChunkId).Distinct().Count());
        var scores = expected.ToDictionary(hit => hit.ChunkId, hit => hit.Score);
        for (var i = 0; i < found.Count; i++)
        {
            Assert.Equal(expected[i].Score, found[i].Score, Epsilon);
            Assert.Equal(scores[found[i].ChunkId], found[i].Score, Epsilon);
        }
    }
}
