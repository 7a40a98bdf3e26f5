using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Answers;
using TicketRag.Core.Documents;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Golden;

/// <summary>
/// The questions of the demo product from end to end: extraction, chunks, index, reranking, evidence, extractive answers. What is worse than the
/// recorded baseline by more than the tolerance fails; whoever makes it better records the new one.
/// </summary>
public sealed class GoldenSetTests(ApiServers servers)
{
    private const double Tolerance = 0.02;

    private static readonly string[] ForAgentsOnly = ["Magpie", "Nestbox", "Henhouse", "GT-22", "#roost", "goodwill"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Set_is_large_and_varied()
    {
        var questions = GoldenQuestion.ReadAll();
        Assert.True(questions.Count >= 80);
        Assert.Equal(["article", "injection", "multi_turn", "near_miss", "table", "ticket", "unanswerable"], questions.Select(question => question.Kind).Distinct().Order());
    }

    [Fact(Timeout = 300_000)]
    public async Task Nothing_is_worse_than_the_baseline()
    {
        await IndexIsCompleteAsync();
        await using var scope = await ScopeAsync();
        var sources = await SourcesAsync(scope.ServiceProvider.GetRequiredService<AppDb>());
        var scores = new GoldenScores();
        var wrong = new List<string>();
        foreach (var question in GoldenQuestion.ReadAll())
        {
            await ScoreAsync(scope.ServiceProvider, question, sources, scores, wrong);
        }

        var means = scores.Means();
        TestContext.Current.TestOutputHelper?.WriteLine($"{GoldenScores.Show(means)}\n{string.Join('\n', wrong)}");
        foreach (var (metric, least) in GoldenScores.ReadBaseline())
        {
            Assert.True(means[metric] >= least - Tolerance, $"{metric} is {means[metric]}, the baseline {least}. All:\n{GoldenScores.Show(means)}\n{string.Join('\n', wrong)}");
        }
    }

    [Fact(Timeout = 300_000)]
    public async Task Customers_are_never_shown_what_is_for_agents()
    {
        await IndexIsCompleteAsync();
        await using var scope = await ScopeAsync();
        var composer = scope.ServiceProvider.GetRequiredService<ReplyComposer>();
        foreach (var question in GoldenQuestion.ReadAll())
        {
            foreach (var reader in new[] { Audience.Public, Audience.Owner("rosa.lindqvist@example.com") })
            {
                var done = await composer.ComposeAsync(question.Question, question.Exchanges, reader, Cancelled).OfType<ReplyPart.Done>().SingleAsync(Cancelled);
                var shown = AnswerJson.Write(done.Reply with { Mode = done.Reply.Mode with { Query = null } });
                Assert.DoesNotContain(ForAgentsOnly, word => shown.Contains(word, StringComparison.OrdinalIgnoreCase));
            }
        }
    }

    private static async Task ScoreAsync(IServiceProvider services, GoldenQuestion question, Dictionary<Guid, string> sources, GoldenScores scores, List<string> wrong)
    {
        var done = await services.GetRequiredService<ReplyComposer>()
            .ComposeAsync(question.Question, question.Exchanges, Audience.Agents, Cancelled).OfType<ReplyPart.Done>().SingleAsync(Cancelled);
        var abstained = done.Reply.Status == ReplyStatus.Abstained;

        // What an injection may be answered with is judged by what customers are shown.
        if (question.Kind != "injection" || question.IsAnswerable)
        {
            scores.AddAbstention(abstained, question.IsAnswerable);
            if (abstained == question.IsAnswerable)
            {
                wrong.Add($"{(abstained ? "refused" : "answered")} {question.Kind} {question.Id} {done.Trail.Evidence:F2}: {question.Question}");
            }
        }

        if (!question.IsAnswerable)
        {
            return;
        }

        var found = await services.GetRequiredService<Retriever>().RetrieveAsync(
            new(done.Reply.Mode.Query ?? question.Question, Audience.Agents) { TopK = 10 }, Cancelled);
        List<string> ranked = [.. found.Chunks.Select(chunk => sources[chunk.DocumentId]).Distinct()];
        var first = ranked.FindIndex(question.Relevant.Contains);
        scores.Add("mrr_at_10", first < 0 ? 0 : 1.0 / (first + 1));
        scores.Add("recall_at_1", first == 0 ? 1 : 0);
        scores.Add("recall_at_5", first is >= 0 and < 5 ? 1 : 0);
        scores.Add("recall_at_10", first >= 0 ? 1 : 0);
        scores.Add($"recall_at_5_{question.Kind}", first is >= 0 and < 5 ? 1 : 0);
        if (abstained)
        {
            return;
        }

        var citations = done.Reply.Citations;
        scores.Add("citation_precision", citations.Average(citation => question.Relevant.Contains(sources[citation.DocumentId]) ? 1.0 : 0));
        scores.Add("citation_support", question.MustContain.Count == 0 || question.MustContain.Any(wanted => Holds(done.Reply.Answer, wanted)) ? 1 : 0);
    }

    private static bool Holds(string answer, string wanted) =>
        string.Join(' ', answer.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Contains(
            string.Join(' ', wanted.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.OrdinalIgnoreCase);

    private async Task<AsyncServiceScope> ScopeAsync()
    {
        await using var any = servers.Development.Services.CreateAsyncScope();
        var id = await any.ServiceProvider.GetRequiredService<AppDb>().Organizations
            .Where(organization => organization.Slug == Organization.DefaultSlug).Select(organization => organization.Id).SingleAsync(Cancelled);
        return servers.Development.ScopeOf(id);
    }

    private Task IndexIsCompleteAsync() => Eventually.SeeAsync(
        async () =>
        {
            var agent = servers.Development.As(("x-api-key", "test-key"));
            var jobs = (await agent.GetAsync("/jobs?status=pending,running&job_type=source_indexing")).Expect(HttpStatusCode.OK).GetProperty("jobs").GetArrayLength();
            var mode = (await agent.PostAsync("/rag/retrieve", new { query = "clock" })).Expect(HttpStatusCode.OK).GetProperty("mode");
            return jobs + mode.GetProperty("degraded").GetArrayLength();
        },
        open => open == 0,
        Cancelled);

    // What a document was made from, in the words of the questions.
    private static async Task<Dictionary<Guid, string>> SourcesAsync(AppDb db)
    {
        using var articles = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Demo", "articles.json"), Cancelled));
        var slugs = articles.RootElement.EnumerateArray().ToDictionary(article => article.Text("title")!, article => article.Text("slug")!);
        var numbers = await db.Tickets.AsNoTracking().ToDictionaryAsync(ticket => ticket.Id, ticket => ticket.Number, Cancelled);
        var documents = await db.Documents.AsNoTracking().Select(row => new { row.Id, row.SourceKind, row.SourceId, row.Title }).ToListAsync(Cancelled);
        return documents.ToDictionary(document => document.Id, document => document.SourceKind switch
        {
            SourceKind.Ticket => $"ticket:{numbers[document.SourceId]}",
            SourceKind.Article => slugs.GetValueOrDefault(document.Title, document.Title),
            _ => document.Title,
        });
    }
}
