using System.Numerics.Tensors;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using TicketRag.Core.Models.BuiltIn;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Embedded;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Retrieval;

namespace TicketRag.Tests.Models.BuiltIn;

public class BuiltInEmbeddingGeneratorTests
{
    private readonly BuiltInEmbeddingGenerator _embedder = new(new TextAnalyzer());

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private async Task<ReadOnlyMemory<float>> Embed(string text) => await _embedder.GenerateVectorAsync(text, cancellationToken: Cancelled);

    private async Task<double> Likeness(string a, string b) => SamplePoints.Cosine(await Embed(a), await Embed(b));

    [Fact]
    public void Metadata_name_the_space()
    {
        var metadata = _embedder.GetRequiredService<EmbeddingGeneratorMetadata>();
        Assert.Equal("builtin-ngram-v1", metadata.DefaultModelId);
        Assert.Equal(768, metadata.DefaultModelDimensions);
        Assert.Same(_embedder, _embedder.GetService(typeof(BuiltInEmbeddingGenerator)));
        Assert.Null(_embedder.GetService(typeof(string)));
        Assert.Null(_embedder.GetService(typeof(BuiltInEmbeddingGenerator), serviceKey: "other"));
    }

    /// <summary>Stored vectors were made with these features: a change needs a new model name.</summary>
    [Fact]
    public async Task Vectors_never_change()
    {
        var vector = (await Embed("The printer shows E-1042 after the firmware update")).ToArray();
        var places = Enumerable.Range(0, vector.Length).Where(i => MathF.Abs(vector[i]) > 0.25f);
        Assert.Equal("13:-0.29 44:-0.29 228:-0.29 437:0.29 443:-0.29 594:-0.29", string.Join(' ', places.Select(i => FormattableString.Invariant($"{i}:{vector[i]:F2}"))));
    }

    [Fact]
    public async Task Batch_gives_the_vectors_of_its_texts_in_order()
    {
        string[] texts = ["printer jams", "", "scanner smears", "printer jams"];
        var batch = await _embedder.GenerateAsync(texts, cancellationToken: Cancelled);
        Assert.Equal(4, batch.Count);
        for (var i = 0; i < texts.Length; i++)
        {
            Assert.Equal((await Embed(texts[i])).ToArray(), batch[i].Vector.ToArray());
            Assert.Equal(BuiltInEmbeddingGenerator.Model, batch[i].ModelId);
        }
    }

    [Fact]
    public void Every_text_with_a_term_has_length_one()
    {
        var texts = ArbMap.Default.ArbFor<string>().Filter(text => text is not null);
        Check.One(Exploration.Property(), Prop.ForAll(texts, text =>
        {
            var norm = TensorPrimitives.Norm(Embed(text).GetAwaiter().GetResult().Span);
            return new TextAnalyzer().Terms(text).Any() ? Math.Abs(norm - 1) < 1e-4 : norm == 0;
        }));
    }

    [Theory]
    [InlineData("restarting the printers", "printer restart", "invoice address change")]
    [InlineData("cannot conect to the netwrok", "connect to the network", "order a new keyboard")]
    [InlineData("mailbox", "mail box is full", "monitor flickers")]
    [InlineData("error E-1042", "what does E1042 mean", "error 2210")]
    public async Task Like_spelling_is_nearer_than_other_words(string text, string near, string far) =>
        Assert.True(await Likeness(text, near) > await Likeness(text, far) + 0.1);

    [Fact]
    public async Task Repeating_a_text_barely_moves_it() =>
        Assert.True(await Likeness("printer jams often", string.Join(' ', Enumerable.Repeat("printer jams often.", 20))) > 0.95);

    [Theory]
    [InlineData("another-model", null)]
    [InlineData(null, 1024)]
    public Task Other_models_and_dimensions_are_refused(string? model, int? dimensions) => Assert.ThrowsAsync<ArgumentException>(() =>
        _embedder.GenerateAsync(["text"], new() { ModelId = model, Dimensions = dimensions }, Cancelled));

    [Fact]
    public async Task Embedded_index_finds_its_exact_neighbours()
    {
        var random = new Random(3);
        var words = Enumerable.Range(0, 400).Select(_ => string.Concat(Enumerable.Range(0, random.Next(3, 9)).Select(_ => (char)random.Next('a', 'z' + 1)))).ToArray();
        var texts = Enumerable.Range(0, 2000).Select(_ => string.Join(' ', Enumerable.Range(0, 40).Select(_ => words[(int)(400 * random.NextDouble() * random.NextDouble())]))).ToArray();
        var points = (await _embedder.GenerateAsync(texts, cancellationToken: Cancelled)).Select((embedding, i) => SamplePoints.Point(texts[i], embedding.Vector)).ToArray();
        var store = new EmbeddedVectorStore(new TextAnalyzer());
        var organization = OrganizationId.New();
        await store.PrepareAsync(new(BuiltInEmbeddingGenerator.Model, 768), Cancelled);
        await store.UpsertAsync(organization, points, Cancelled);

        foreach (var text in texts.Take(20).Select(text => string.Join(' ', text.Split(' ').Take(6))))
        {
            var query = await Embed(text);
            var exact = points.OrderByDescending(point => TensorPrimitives.Dot(point.Vector!.Value.Span, query.Span)).Take(10).Select(point => point.ChunkId);
            var hits = await store.SearchAsync(organization, SamplePoints.Query(null, query), Cancelled);
            Assert.Equal(exact, hits.Select(hit => hit.ChunkId));
        }
    }
}
