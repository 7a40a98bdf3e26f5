using System.Text.Json;
using System.Web;

namespace TicketRag.Tests.Infrastructure;

/// <summary>
/// Holds requests against an OpenAPI 3.0 document: route, method, query parameters and JSON body.
/// Stricter than JSON schema in one thing: members that a schema with properties doesn't name are reported, unless it allows additional ones.
/// </summary>
public sealed class OpenApiValidator(JsonElement document)
{
    private readonly OpenApiSchema _schemas = new(document);

    public static OpenApiValidator Load(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return new(document.RootElement.Clone());
    }

    /// <param name="query">Without the question mark.</param>
    /// <returns>What is wrong; empty when nothing is.</returns>
    public IReadOnlyList<string> Validate(string method, string path, string query, JsonElement? body)
    {
        if (Operation(method, path) is not { } operation)
        {
            return [$"{method} {path}: no such operation"];
        }

        return [.. ValidateQuery(operation, query).Concat(ValidateBody(operation, body)).Select(problem => $"{method} {path}: {problem}")];
    }

    // The most literal template wins: /collections/aliases is not the collection "aliases".
    private JsonElement? Operation(string method, string path)
    {
        var segments = path.Split('/');
        return document.GetProperty("paths").EnumerateObject()
            .Where(route => Fits(route.Name.Split('/'), segments) && route.Value.TryGetProperty(method.ToLowerInvariant(), out _))
            .OrderBy(route => route.Name.Count(c => c == '{'))
            .Select(route => (JsonElement?)route.Value.GetProperty(method.ToLowerInvariant()))
            .FirstOrDefault();
    }

    private static bool Fits(string[] template, string[] path) =>
        template.Length == path.Length
        && template.Zip(path).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First == pair.Second);

    private IEnumerable<string> ValidateQuery(JsonElement operation, string query)
    {
        var sent = HttpUtility.ParseQueryString(query);
        var declared = operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query")
                .ToDictionary(parameter => parameter.GetProperty("name").GetString()!)
            : [];
        foreach (var name in sent.AllKeys.Where(name => !declared.ContainsKey(name ?? "")))
        {
            yield return $"query: unknown parameter '{name}'";
        }

        foreach (var (name, parameter) in declared)
        {
            if (sent[name] is { } value)
            {
                foreach (var problem in _schemas.Check(parameter.GetProperty("schema"), FromQuery(value), $"query.{name}"))
                {
                    yield return problem;
                }
            }
            else if (parameter.TryGetProperty("required", out var required) && required.GetBoolean())
            {
                yield return $"query: missing parameter '{name}'";
            }
        }
    }

    private static JsonElement FromQuery(string value) =>
        value is "true" or "false" || long.TryParse(value, out _)
            ? JsonDocument.Parse(value).RootElement
            : JsonSerializer.SerializeToElement(value);

    private IEnumerable<string> ValidateBody(JsonElement operation, JsonElement? body)
    {
        if (!operation.TryGetProperty("requestBody", out var declared))
        {
            return body is null ? [] : ["a body where none is expected"];
        }

        if (body is not { } json)
        {
            return declared.TryGetProperty("required", out var required) && !required.GetBoolean() ? [] : ["no body"];
        }

        return _schemas.Check(declared.GetProperty("content").GetProperty("application/json").GetProperty("schema"), json, "body");
    }
}
