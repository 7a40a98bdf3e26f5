using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Errors;

/// <summary>A client that goes away in the middle of its body.</summary>
public sealed class BrokenBodyTests(ApiServers servers)
{
    private const string Form =
        "--b\r\nContent-Disposition: form-data; name=\"text_content\"\r\n\r\nHalf a text that must not be kept\r\n--b";

    [Theory]
    [InlineData("/ingest/text/async", "application/json", """{"text_content":"Half a text that must not be kept"}""")]
    [InlineData("/api/v1/tickets", "application/json", """{"title":"Half a ticket","description":"Must not be kept."}""")]
    [InlineData("/ingest", "multipart/form-data; boundary=b", Form)]
    [InlineData("/ingest", "application/x-www-form-urlencoded", "text_content=Half+a+text")]
    public async Task Body_that_stops_half_way_stores_nothing(string route, string contentType, string body)
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var key = (await organization.Admin.PostAsync("/api/v1/api-keys", new { name = "half", role = "editor" })).Body.Text("secret");

        // Promises more bytes than it sends.
        var answer = await RawHttp.SendAsync(
            servers.Idle.Address,
            $"POST {route} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\nx-api-key: {key}\r\nContent-Length: {body.Length + 1000}\r\n\r\n{body}",
            TestContext.Current.CancellationToken);

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), answer);
        Assert.Empty(await organization.JobsAsync());
        Assert.Empty((await organization.Admin.GetAsync("/api/v1/tickets")).Body.GetProperty("tickets").EnumerateArray());
        Assert.DoesNotContain(servers.Idle.Logs, line => line.Exception is not null && line.Message.Contains(route, StringComparison.Ordinal));
    }
}
