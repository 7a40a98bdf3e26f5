using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Home;

public sealed partial class HomeTests(ApiServers servers)
{
    [Fact]
    public async Task Home_says_that_the_server_is_there() =>
        Assert.Equal("""{"status":"Server is up and running"}""", (await servers.Production.Anonymous.GetAsync("/")).Expect(HttpStatusCode.OK).GetRawText());

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Probes_are_open_in_every_environment(string path)
    {
        foreach (var server in new[] { servers.Production, servers.Development })
        {
            Assert.Equal("healthy", (await server.Anonymous.GetAsync(path)).Expect(HttpStatusCode.OK).Text("status"));
        }
    }

    [Fact]
    public async Task Health_of_retrieval_names_the_parts_that_run()
    {
        var health = (await servers.Production.Anonymous.GetAsync("/rag/health")).Expect(HttpStatusCode.OK);

        Assert.Equal("ok", health.Text("status"));
        Assert.Equal("embedded", health.GetProperty("components").GetProperty("vector_store").Text("name"));
        Assert.Equal("extractive", health.GetProperty("components").GetProperty("chat").Text("name"));
    }

    [Fact]
    public async Task Document_of_the_api_is_there_in_development_only()
    {
        var organization = await servers.Production.NewOrganizationAsync();
        (await organization.Admin.GetAsync("/openapi/v1.json")).ExpectProblem(HttpStatusCode.NotFound);
        (await servers.Production.Anonymous.GetAsync("/openapi/v1.json")).ExpectProblem(HttpStatusCode.Unauthorized);
        (await servers.Development.Anonymous.GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Document_of_the_api_describes_every_operation_in_the_wires_words()
    {
        var document = (await servers.Development.Anonymous.GetAsync("/openapi/v1.json")).Expect(HttpStatusCode.OK);

        Assert.Equal("TicketRag", document.GetProperty("info").Text("title"));
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => (Path: path.Name, method.Value))).ToList();
        Assert.All(operations, operation => Assert.True(operation.Value.TryGetProperty("summary", out _), operation.Path));
        var schemas = document.GetProperty("components").GetProperty("schemas").EnumerateObject().ToList();
        Assert.All(schemas, schema => Assert.Matches(PlainName(), schema.Name));
        Assert.All(
            schemas.Where(schema => schema.Value.TryGetProperty("properties", out _)).SelectMany(schema => schema.Value.GetProperty("properties").EnumerateObject()),
            property => Assert.Matches(SnakeCase(), property.Name));
        Assert.All(Parameters(operations.Select(operation => operation.Value)), name => Assert.Matches(SnakeCase(), name));
    }

    [Fact]
    public async Task Unknown_route_and_method_are_problems_too()
    {
        var organization = await servers.Production.NewOrganizationAsync();

        (await organization.Admin.GetAsync("/no/such/route")).ExpectProblem(HttpStatusCode.NotFound);
        Assert.NotEmpty((await organization.Admin.SendAsync(HttpMethod.Put, "/jobs/stats")).ExpectDetail(HttpStatusCode.MethodNotAllowed));
    }

    private static IEnumerable<string> Parameters(IEnumerable<JsonElement> operations) => operations
        .Where(operation => operation.TryGetProperty("parameters", out _))
        .SelectMany(operation => operation.GetProperty("parameters").EnumerateArray())
        .Where(parameter => parameter.Text("in") != "header")
        .Select(parameter => parameter.Text("name")!);

    // No list-of-this or union-of-that by its .NET name.
    [GeneratedRegex("^[A-Z][A-Za-z]+$")]
    private static partial Regex PlainName();

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex SnakeCase();
}
