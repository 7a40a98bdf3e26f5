using System.Text.Json;

namespace TicketRag.Tests.Infrastructure;

public sealed class OpenApiValidatorTests
{
    private static readonly OpenApiValidator Validator = new(JsonSerializer.Deserialize<JsonElement>("""
        {
          "paths": {
            "/shelves/{shelf}/books": {
              "put": {
                "parameters": [
                  { "name": "shelf", "in": "path", "required": true, "schema": { "type": "string" } },
                  { "name": "wait", "in": "query", "schema": { "type": "boolean" } },
                  { "name": "reason", "in": "query", "required": true, "schema": { "type": "string" } }
                ],
                "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Book" } } } }
              },
              "get": {}
            },
            "/shelves/lost/books": { "get": { "requestBody": { "required": false, "content": { "application/json": { "schema": { "type": "object" } } } } } }
          },
          "components": { "schemas": {
            "Book": {
              "type": "object",
              "required": ["id"],
              "properties": {
                "id": { "anyOf": [ { "type": "integer", "format": "uint64", "minimum": 0 }, { "type": "string", "format": "uuid" } ] },
                "kind": { "type": "string", "enum": ["paper", "audio"], "nullable": true },
                "pages": { "type": "integer", "format": "uint32", "minimum": 1 },
                "weight": { "type": "number", "format": "float" },
                "tags": { "type": "array", "uniqueItems": true, "items": { "type": "string" } },
                "notes": { "type": "object", "additionalProperties": { "type": "string" } },
                "next": { "anyOf": [ { "$ref": "#/components/schemas/Book" }, { "nullable": true } ] }
              }
            }
          } }
        }
        """));

    private static IReadOnlyList<string> Put(string body, string query = "reason=new") =>
        Validator.Validate("PUT", "/shelves/a/books", query, JsonSerializer.Deserialize<JsonElement>(body));

    [Theory]
    [InlineData("""{"id":1}""")]
    [InlineData("""{"id":"0190a6de-7b1c-7000-8000-000000000001","kind":null,"pages":3,"weight":0.5,"tags":["a","b"],"notes":{"any":"text"},"next":{"id":2,"next":null}}""")]
    public void Right_body_has_no_problems(string body) => Assert.Empty(Put(body));

    [Theory]
    [InlineData("""{}""", "body: missing member 'id'")]
    [InlineData("""{"id":1,"titel":"x"}""", "body: unknown member 'titel'")]
    [InlineData("""{"id":-1}""", "body.id")]
    [InlineData("""{"id":"not a uuid"}""", "body.id")]
    [InlineData("""{"id":1,"kind":"clay"}""", "body.kind: \"clay\" is none of")]
    [InlineData("""{"id":1,"pages":0}""", "body.pages: 0 is not within")]
    [InlineData("""{"id":1,"pages":5000000000}""", "body.pages")]
    [InlineData("""{"id":1,"pages":1.5}""", "body.pages: Number where integer is expected")]
    [InlineData("""{"id":1,"pages":null}""", "body.pages: null")]
    [InlineData("""{"id":1,"weight":"heavy"}""", "body.weight: String where number is expected")]
    [InlineData("""{"id":1,"tags":["a","a"]}""", "body.tags: an item twice")]
    [InlineData("""{"id":1,"tags":"a"}""", "body.tags: String where array is expected")]
    [InlineData("""{"id":1,"notes":{"n":1}}""", "body.notes.n: Number where string is expected")]
    [InlineData("""{"id":1,"next":{"id":2,"next":{"idd":3}}}""", "body.next")]
    [InlineData("""[]""", "body: Array where object is expected")]
    public void Wrong_body_is_told(string body, string problem) => Assert.Contains(problem, string.Join('\n', Put(body)));

    [Theory]
    [InlineData("reason=new&wait=true", null)]
    [InlineData("", "missing parameter 'reason'")]
    [InlineData("reason=new&wait=maybe", "query.wait")]
    [InlineData("reason=new&wiat=true", "unknown parameter 'wiat'")]
    public void Query_parameters_are_checked(string query, string? problem) =>
        Assert.Equal(problem is null ? [] : [problem], Put("""{"id":1}""", query).Select(found => problem is not null && found.Contains(problem) ? problem : found));

    [Fact]
    public void Missing_and_unexpected_bodies_are_told()
    {
        Assert.Single(Validator.Validate("PUT", "/shelves/a/books", "reason=new", null));
        Assert.Single(Validator.Validate("GET", "/shelves/a/books", "", JsonSerializer.SerializeToElement(1)));
        Assert.Empty(Validator.Validate("GET", "/shelves/a/books", "", null));
    }

    [Fact]
    public void Literal_route_wins_over_a_template() => Assert.Empty(Validator.Validate("GET", "/shelves/lost/books", "", null));

    [Theory]
    [InlineData("POST", "/shelves/a/books")]
    [InlineData("GET", "/shelves/a")]
    [InlineData("GET", "/shelves//books")]
    public void Unknown_operation_is_told(string method, string path) =>
        Assert.Contains("no such operation", Assert.Single(Validator.Validate(method, path, "", null)));
}
