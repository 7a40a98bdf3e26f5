using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TicketRag.Core.Persistence;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Access;

/// <summary>The contract's table of credentials, row by row.</summary>
public sealed class CredentialTests(ApiServers servers)
{
    private const string NoJob = "/ops/jobs/01890000-0000-7000-8000-000000000000";

    [Fact]
    public async Task Key_gives_its_organization_and_role()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var viewer = await organization.KeyAsync("viewer");
        var editor = await organization.KeyAsync("editor");

        (await viewer.GetAsync("/api/v1/tickets")).Expect(HttpStatusCode.OK);
        (await viewer.PostAsync("/api/v1/tickets", new { title = "t", description = "d" })).ExpectProblem(HttpStatusCode.Forbidden);
        (await editor.PostAsync("/api/v1/tickets", new { title = "t", description = "d" })).Expect(HttpStatusCode.Created);
        (await editor.GetAsync(NoJob)).ExpectProblem(HttpStatusCode.Forbidden);
        (await organization.Admin.GetAsync(NoJob)).ExpectProblem(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("viewer", HttpStatusCode.Forbidden)]
    [InlineData("EDITOR", HttpStatusCode.Created)]
    [InlineData("admin", HttpStatusCode.Created)]
    [InlineData("owner", HttpStatusCode.Unauthorized)]
    [InlineData("2", HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    public async Task Role_header_lowers_and_must_be_a_role(string role, HttpStatusCode expected)
    {
        var organization = await servers.Production.NewOrganizationAsync();

        var reply = await organization.Admin.With("x-role", role).PostAsync("/api/v1/tickets", new { title = "t", description = "d" });

        Assert.Equal(expected, reply.Status);
    }

    [Fact]
    public async Task Role_header_never_raises()
    {
        var viewer = (await (await servers.Production.NewOrganizationAsync()).KeyAsync("viewer")).With("x-role", "admin");

        (await viewer.PostAsync("/api/v1/tickets", new { title = "t", description = "d" })).ExpectProblem(HttpStatusCode.Forbidden);
        (await viewer.GetAsync(NoJob)).ExpectProblem(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Lowered_role_counts_for_operations_too()
    {
        var organization = await servers.Production.NewOrganizationAsync();

        (await organization.Admin.With("x-role", "editor").GetAsync(NoJob)).ExpectProblem(HttpStatusCode.Forbidden);
        (await organization.Admin.With("x-role", "editor").PostAsync("/api/v1/api-keys", new { name = "k" })).ExpectProblem(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("x-api-key", "test-key")]
    [InlineData("x-role", "admin")]
    [InlineData("x-admin-key", "admin-secret-123")]
    public async Task Credential_that_is_there_twice_is_refused(string header, string value)
    {
        var answer = await RawHttp.SendAsync(
            servers.Development.Address,
            $"GET /api/v1/tickets HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nx-api-key: test-key\r\nx-role: viewer\r\n{header}: {value}\r\n{header}: {value}\r\n\r\n",
            TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
        Assert.Contains($"{header} is there more than once", answer);
    }

    [Fact]
    public async Task Unknown_keys_are_refused()
    {
        (await servers.Production.As(("x-api-key", "tr_nobody")).GetAsync("/api/v1/tickets")).ExpectProblem(HttpStatusCode.Unauthorized);
        (await servers.Production.As(("x-admin-key", "nobody")).GetAsync(NoJob)).ExpectProblem(HttpStatusCode.Unauthorized);
        (await servers.Development.As(("x-api-key", "nobody")).GetAsync("/api/v1/tickets")).ExpectProblem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Printed_credentials_exist_in_development_only()
    {
        (await servers.Development.As(("x-api-key", "test-key")).GetAsync("/api/v1/tickets")).Expect(HttpStatusCode.OK);
        (await servers.Development.As(("x-api-key", "test-key")).GetAsync(NoJob)).ExpectProblem(HttpStatusCode.NotFound);
        (await servers.Development.As(("x-admin-key", "admin-secret-123")).GetAsync(NoJob)).ExpectProblem(HttpStatusCode.NotFound);

        (await servers.Production.As(("x-api-key", "test-key")).GetAsync("/api/v1/tickets")).ExpectProblem(HttpStatusCode.Unauthorized);
        (await servers.Production.As(("x-admin-key", "admin-secret-123")).GetAsync(NoJob)).ExpectProblem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Loopback_without_a_credential_is_an_editor_in_development_only()
    {
        var loopback = servers.Development.Anonymous;
        (await loopback.PostAsync("/api/v1/tickets", new { title = "From here", description = "Without a key." })).Expect(HttpStatusCode.Created);
        (await loopback.GetAsync(NoJob)).ExpectProblem(HttpStatusCode.Forbidden);
        (await loopback.With("x-role", "viewer").PostAsync("/api/v1/tickets", new { title = "t", description = "d" })).ExpectProblem(HttpStatusCode.Forbidden);

        (await servers.Production.Anonymous.GetAsync("/api/v1/tickets")).ExpectProblem(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    public async Task Forwarded_loopback_is_not_loopback(string header, string value) =>
        (await servers.Development.As((header, value)).GetAsync("/api/v1/tickets")).ExpectProblem(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task Operators_key_from_loopback_is_no_editor() =>
        (await servers.Development.As(("x-admin-key", "admin-secret-123")).GetAsync("/api/v1/tickets")).ExpectProblem(HttpStatusCode.Forbidden);

    [Fact]
    public async Task Without_an_operators_key_production_starts_warns_and_refuses_operators()
    {
        await using var server = ApiServer.Start(Environments.Production, new Dictionary<string, string?> { ["Access:OperatorKey"] = null });

        (await server.Anonymous.GetAsync("/health")).Expect(HttpStatusCode.OK);
        foreach (var key in new[] { "admin-secret-123", ApiServer.OperatorKey, "null" })
        {
            (await server.As(("x-admin-key", key)).PostAsync("/api/v1/organizations", new { slug = "nobody", name = "Nobody" })).ExpectProblem(HttpStatusCode.Unauthorized);
        }

        Assert.Contains(server.Logs, line => line.Level == LogLevel.Warning && line.Message.Contains("Access:OperatorKey is not set", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Operator_reads_any_organizations_job_and_the_organization_sees_that()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        var job = (await organization.IngestAsync("Who looks at this?")).GetProperty("job_id").GetGuid();

        (await servers.Production.Operator.GetAsync($"/ops/jobs/{job}")).Expect(HttpStatusCode.OK);

        await using var scope = servers.Production.ScopeOf(organization.Id);
        var audited = await scope.ServiceProvider.GetRequiredService<AppDb>().AuditEntries.ToListAsync(TestContext.Current.CancellationToken);
        Assert.Contains(audited, entry => entry.Action == "job.read_by_operator" && entry.SubjectId == job);
    }
}
