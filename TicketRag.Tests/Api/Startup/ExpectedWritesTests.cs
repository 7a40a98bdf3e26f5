using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Persistence;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Startup;

public sealed class ExpectedWritesTests
{
    [Fact(Timeout = 60_000)]
    public async Task Worker_in_the_same_process_stands_back_for_a_request_that_may_write_and_for_no_other()
    {
        // Stands still: as long as the test says, a request is on its way to its write.
        var clock = new ManualTimeProvider();
        await using var server = ApiServer.Start("Production", services: services => services.AddSingleton(new SqliteDialect(clock)));

        await server.Anonymous.GetAsync("/api/v1/tickets");
        (await TurnAsync(server)).Dispose();
        await server.Anonymous.PostAsync("/api/v1/tickets", new { title = "never written: without a credential" });
        var turn = TurnAsync(server);
        Assert.False(turn.IsCompleted);

        clock.Advance(TimeSpan.FromMilliseconds(5));
        (await turn).Dispose();
    }

    private static async Task<IDisposable> TurnAsync(ApiServer server) =>
        (await server.Services.GetRequiredService<SqliteDialect>().WaitForTurnToWriteAsync(WriteUrgency.Background, TestContext.Current.CancellationToken))!;
}
