using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Persistence;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Startup;

public sealed class ExpectedWritesTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Worker_in_the_same_process_stands_back_for_a_request_that_may_write_until_it_is_answered_and_for_no_other()
    {
        // Stands still: a request has as much time as the test gives it.
        var clock = new ManualTimeProvider();
        await using var server = ApiServer.Start("Production", services: services => services.AddSingleton(new SqliteDialect(clock)));
        var organization = await server.NewOrganizationAsync();
        await organization.Admin.GetAsync("/api/v1/tickets");
        (await TurnAsync(server)).Dispose();

        const string Ticket = """{ "title": "Slow to come", "description": "The second half is still on its way." }""";
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Address.Port, Cancelled);
        var line = client.GetStream();
        await line.WriteAsync(Encoding.UTF8.GetBytes(
            $"""
            POST /api/v1/tickets HTTP/1.1
            Host: localhost
            x-api-key: {organization.AdminKey}
            Content-Type: application/json
            Content-Length: {Ticket.Length}
            Connection: close


            """.ReplaceLineEndings("\r\n") + Ticket[..20]), Cancelled);
        var turn = await RefusedTurnAsync(server);

        await line.WriteAsync(Encoding.UTF8.GetBytes(Ticket[20..]), Cancelled);
        using var answer = new StreamReader(line);
        Assert.StartsWith("HTTP/1.1 201", await answer.ReadToEndAsync(Cancelled), StringComparison.Ordinal);
        (await turn).Dispose();
    }

    // The first that does not come at once.
    private static async Task<Task<IDisposable>> RefusedTurnAsync(ApiServer server)
    {
        Task<IDisposable> turn = Task.FromResult<IDisposable>(null!);
        await Eventually.TrueAsync(
            async () =>
            {
                turn = TurnAsync(server);
                if (!turn.IsCompleted)
                {
                    return true;
                }

                (await turn).Dispose();
                return false;
            },
            TimeSpan.FromSeconds(30), () => "the request never came", Cancelled);
        return turn;
    }

    private static async Task<IDisposable> TurnAsync(ApiServer server) =>
        (await server.Services.GetRequiredService<SqliteDialect>().WaitForTurnToWriteAsync(WriteUrgency.Background, Cancelled))!;
}
