using System.Net;
using TicketRag.Tests.Distributed;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Golden;

/// <summary>
/// The questions that nothing in the demo product answers, over HTTP, on Qdrant and with an embedding model whose similarities nobody has measured: there words alone
/// decide. The embedded store is in <see cref="GoldenSetTests"/>.
/// </summary>
[Collection(AspireCollection.Name)]
public sealed class AbstentionTests(AspireFixture aspire)
{
    // 12 of 15 are refused on the embedded store.
    private const double Least = 0.73;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public async Task Unanswerable_questions_are_refused_on_qdrant_and_others_are_not()
    {
        await IndexIsCompleteAsync();
        var questions = GoldenQuestion.ReadAll().Where(question => question.History is null).ToList();
        var refused = await ShareRefusedAsync(questions.Where(question => question.Kind == "unanswerable"));
        var wrongly = await ShareRefusedAsync(questions.Where(question => question.Kind is "near_miss" or "table").Take(20));

        Assert.True(refused >= Least, $"{refused:P0} refused");
        Assert.True(wrongly <= 1 - Least, $"{wrongly:P0} wrongly refused");
    }

    private Task IndexIsCompleteAsync() => Eventually.SeeAsync(
        async () => (await aspire.Api.Client.GetJsonAsync("jobs?status=pending,running&job_type=source_indexing", Cancelled)).GetProperty("jobs").GetArrayLength()
            + (await aspire.Api.Client.RetrieveAsync("clock", Cancelled)).GetProperty("mode").GetProperty("degraded").GetArrayLength(),
        open => open == 0,
        Cancelled);

    private async Task<double> ShareRefusedAsync(IEnumerable<GoldenQuestion> questions)
    {
        var abstained = new List<double>();
        foreach (var question in questions)
        {
            var reply = await aspire.Api.Client.PostJsonAsync("rag/chat", new { message = question.Question }, Cancelled, HttpStatusCode.OK);
            Assert.Equal("qdrant", reply.GetProperty("mode").GetProperty("retrieval").GetProperty("store").GetString());
            abstained.Add(reply.GetProperty("status").GetString() == "abstained" ? 1 : 0);
        }

        return abstained.Average();
    }
}
