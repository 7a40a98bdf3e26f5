using System.Net;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Organizations;

public sealed class OrganizationTests(ApiServers servers)
{
    [Fact]
    public async Task Operator_makes_an_organization_with_its_first_admin_key()
    {
        var organization = await servers.Idle.NewOrganizationAsync();

        (await organization.Admin.PostAsync("/api/v1/api-keys", new { name = "second" })).Expect(HttpStatusCode.Created);
        (await servers.Idle.Operator.PostAsync("/api/v1/organizations", new { slug = organization.Slug, name = "Again" })).ExpectProblem(HttpStatusCode.Conflict);
        (await organization.Admin.PostAsync("/api/v1/organizations", new { slug = "theirs", name = "Theirs" })).ExpectProblem(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("Capital")]
    [InlineData("under_score")]
    [InlineData("-begins")]
    [InlineData("")]
    public async Task Slug_is_of_a_host_names_letters(string slug) =>
        (await servers.Idle.Operator.PostAsync("/api/v1/organizations", new { slug, name = "n" })).ExpectInvalid("slug");

    [Fact]
    public async Task Operator_makes_keys_of_any_organization_and_admins_of_their_own()
    {
        var organization = await servers.Idle.NewOrganizationAsync();
        var key = (await servers.Idle.Operator.PostAsync("/api/v1/api-keys", new { name = "by the operator", role = "editor", organization = organization.Slug })).Expect(HttpStatusCode.Created);

        (await servers.Idle.As(("x-api-key", key.Text("secret")!)).PostAsync("/api/v1/tickets", new { title = "t", description = "d" })).Expect(HttpStatusCode.Created);
        (await servers.Idle.Operator.PostAsync("/api/v1/api-keys", new { name = "nobody's" })).ExpectInvalid("organization");
        (await servers.Idle.Operator.PostAsync("/api/v1/api-keys", new { name = "nobody's", organization = "no-such" })).ExpectInvalid("organization");
        (await organization.Admin.PostAsync("/api/v1/api-keys", new { name = "n", organization = organization.Slug })).ExpectProblem(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Customers_key_is_never_more_than_a_viewers()
    {
        var organization = await servers.Idle.NewOrganizationAsync();

        (await organization.Admin.PostAsync("/api/v1/api-keys", new { name = "n", role = "editor", audience = "public" })).ExpectInvalid("role");
        (await organization.Admin.PostAsync("/api/v1/api-keys", new { name = "n", audience = "everybody" })).ExpectProblem(HttpStatusCode.BadRequest);
    }
}
