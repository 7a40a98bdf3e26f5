using System.Text.Json;
using TicketRag.Tests.Distributed;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Processes;

public sealed class RestartedProcessTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task What_was_indexed_is_found_after_a_restart_and_until_then_answers_say_that_something_is_missing()
    {
        await using var product = await EmbeddedProcess.StartAsync();
        for (var number = 0; number < 20; number++)
        {
            await product.Client.IngestAsync($"The heronry number {number} stands on piles.", Cancelled);
        }

        Assert.Equal(0, await product.Process.TerminateAsync(Cancelled));
        await product.StartAgainAsync();

        await Eventually.SeeAsync(
            async () =>
            {
                var reply = await product.Client.PostJsonAsync("rag/retrieve", new { query = "heronry", top_k = 20 }, Cancelled);
                var isComplete = reply.GetProperty("mode").Degraded().Length == 0;
                Assert.True(!isComplete || reply.GetProperty("results").GetArrayLength() == 20, reply.ToString());
                return isComplete;
            },
            isComplete => isComplete, Cancelled);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_was_deleted_after_the_index_was_kept_is_not_found_after_a_kill_and_a_restart()
    {
        await using var product = await EmbeddedProcess.StartAsync();
        for (var number = 0; number < 3; number++)
        {
            await product.Client.IngestAsync($"The heronry number {number} stands on piles.", Cancelled);
        }

        Assert.Equal(0, await product.Process.TerminateAsync(Cancelled));
        await product.StartAgainAsync();
        var gone = (await CompleteAsync(product)).GetProperty("results")[0].GetProperty("document_id").GetGuid();
        using (var deleted = await product.Client.DeleteAsync(new Uri($"api/v1/documents/{gone}", UriKind.Relative), Cancelled))
        {
            deleted.EnsureSuccessStatusCode();
        }

        await product.Client.IngestAsync("The heronry number 3 stands on piles.", Cancelled);
        await product.Process.KillAsync();
        await product.StartAgainAsync();

        var found = (await CompleteAsync(product)).GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("text").GetString()).Order();
        Assert.Equal(3, found.Count());
        Assert.Contains("The heronry number 3 stands on piles.", found);
        Assert.DoesNotContain(gone.ToString(), (await CompleteAsync(product)).ToString(), StringComparison.Ordinal);
    }

    private static Task<JsonElement> CompleteAsync(EmbeddedProcess product) => Eventually.SeeAsync(
        () => product.Client.PostJsonAsync("rag/retrieve", new { query = "heronry", top_k = 20 }, Cancelled),
        reply => reply.GetProperty("mode").Degraded().Length == 0, Cancelled);
}
