using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TicketRag.Core.Answers;
using TicketRag.Core.Models.BuiltIn;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Reranking;

namespace TicketRag.Tests.Answers;

public sealed class EvidenceTableTests
{
    private static readonly QuestionCoverage Nothing = new(0, 0, 5);

    [Fact]
    public void Settings_come_first_then_what_was_measured_and_then_words_alone()
    {
        var table = Table(("Store", "qdrant"), ("Model", "nomic-embed-text:v1.5"), ("ShareOffset", "-0.04"), ("Similarity", "0.71"));

        Assert.Equal(new(-0.04, 0.71), table.Of(Mode("qdrant", "nomic-embed-text:v1.5")));
        Assert.Equal(EvidenceLimits.OfWords, table.Of(Mode("embedded", "nomic-embed-text:v1.5")));
        Assert.Equal(EvidenceLimits.OfWords, table.Of(Mode("qdrant", "another")));
        Assert.Equal(EvidenceLimits.OfWords, table.Of(Mode("postgres", null)));
        Assert.Null(table.Of(Mode("embedded", BuiltInEmbeddingGenerator.Model)).Similarity);
    }

    [Theory]
    [InlineData(null, 0.99, false)]
    [InlineData(0.7, 0.69, false)]
    [InlineData(0.7, 0.7, true)]
    public void Nearness_of_meaning_counts_where_the_model_was_measured(double? limit, double similarity, bool isEnough) =>
        Assert.Equal(isEnough, Evidence.IsEnough(Nothing, similarity, new(0, limit)));

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.1, false)]
    public void Offset_asks_for_more_of_the_questions_words(double offset, bool isEnough) =>
        Assert.Equal(isEnough, Evidence.IsEnough(new QuestionCoverage(0.4, 2, 5), null, new(offset, null)));

    [Theory]
    [InlineData("Store", "postgres")]
    [InlineData("ShareOffset", "0.9")]
    [InlineData("Similarity", "70")]
    public void Settings_that_make_no_sense_are_refused(string name, string value) =>
        Assert.Throws<OptionsValidationException>(() => Table(("Store", "qdrant"), ("Model", "m"), (name, value)).Of(Mode("qdrant", "m")));

    private static RetrievalMode Mode(string store, string? model) => new("hybrid", store, model, []);

    private static EvidenceTable Table(params IEnumerable<(string Name, string Value)> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.DistinctBy(pair => pair.Name + pair.Value).Select(pair => KeyValuePair.Create($"Rag:Evidence:0:{pair.Name}", (string?)pair.Value)).GroupBy(pair => pair.Key).Select(same => same.Last()))
            .Build());
        services.AddOptions<RagOptions>().BindConfiguration(RagOptions.Section).ValidateDataAnnotations();
        return new(services.BuildServiceProvider().GetRequiredService<IOptions<RagOptions>>());
    }
}
