using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Tenancy;

/// <summary>That the sweep gets through to every route: a new one is called with a body that it takes, or fails here.</summary>
public sealed class RouteSweepTests(ApiServers servers)
{
    [Fact(Timeout = 180_000)]
    public async Task Every_route_answers_what_the_sweep_sends()
    {
        var owner = await servers.Production.NewOrganizationAsync();
        var canaries = await CanaryOrganization.FillAsync(owner);
        var sweep = new RouteSweep(servers.Production);
        var unanswered = new List<string>();
        foreach (var route in sweep.Routes)
        {
            var replies = new List<ApiReply>();
            foreach (var caller in new[] { owner.Admin, servers.Production.Operator }.Where(_ => !replies.Exists(IsAnswer)))
            {
                foreach (var id in route.Path.Contains("{id}", StringComparison.Ordinal) ? canaries.Ids : [Guid.Empty])
                {
                    replies.Add(await RouteSweep.CallAsync(caller, route, id, "How is the lantern lit?"));
                }
            }

            if (!replies.Exists(IsAnswer))
            {
                unanswered.Add($"{route.Name}: {string.Join(", ", replies.Select(reply => $"{(int)reply.Status} {reply.Text}").Distinct().Take(3))}");
            }
        }

        Assert.True(unanswered.Count == 0, $"Say in {nameof(RouteSweep)} what these want:\n{string.Join('\n', unanswered)}");
        Assert.True(sweep.Routes.Count > 80, $"{sweep.Routes.Count} routes");
        Assert.Equal(["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"], sweep.Routes.Select(route => route.Method).Distinct().Order());

        // That something was done already is an answer, too.
        static bool IsAnswer(ApiReply reply) => (int)reply.Status is (>= 200 and < 300) or 409;
    }
}
