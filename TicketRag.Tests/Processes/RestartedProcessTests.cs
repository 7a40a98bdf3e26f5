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
}
