using System.ComponentModel.DataAnnotations;
using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Tenancy;

/// <summary>
/// Calls every route of the running app with a body that it takes, made from what the app says of the route. A route that wants something of its own is named
/// here; one that is neither fails <see cref="RouteSweepTests"/>.
/// </summary>
internal sealed class RouteSweep(ApiServer server)
{
    private const string Words = "Nothing in particular";

    // What no type can say. Addresses lead nowhere; models are pulled by no test that shares the server.
    private static readonly Dictionary<string, Func<JsonNode?>> Members = new()
    {
        ["url"] = () => "https://hooks.invalid/sweep",
        ["slug"] = () => $"sweep-{Guid.CreateVersion7():N}",
        ["embedding_model"] = () => null,
        ["organization"] = () => null,
    };

    private static readonly Dictionary<string, string> Queries = new() { ["POST /ops/jobs/pause"] = "?job_type=model_pull", ["POST /ops/jobs/resume"] = "?job_type=model_pull" };

    /// <summary>Those that read come first, those that delete last.</summary>
    public IReadOnlyList<SweptRoute> Routes { get; } =
    [
        .. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(method => SweptRoute.Of(method, endpoint)))
            .DistinctBy(route => route.Name)
            .OrderBy(route => route.Method switch { "GET" or "HEAD" => 0, "DELETE" => 2, _ => 1 }),
    ];

    /// <param name="question">What is asked where something is searched for; other texts say nothing.</param>
    public static async Task<ApiReply> CallAsync(ApiClient client, SweptRoute route, Guid id, string question)
    {
        var path = route.Path.Replace("{id}", id.ToString(), StringComparison.Ordinal) + Queries.GetValueOrDefault(route.Name);
        return route.Method == "GET" ? await ReadAsync(client, path) : await client.SendAsync(new(route.Method), path, Content(route, question));
    }

    /// <summary>What a reader sees on any route, with any of the ids.</summary>
    /// <param name="isAsked">Which routes, with which of the ids.</param>
    /// <returns>With what it sees of its own question left out.</returns>
    public async IAsyncEnumerable<(SweptRoute Route, Guid Id, ApiReply Reply)> SeeAsync(ApiClient reader, IReadOnlyCollection<Guid> ids, string question, Func<SweptRoute, Guid, bool> isAsked)
    {
        foreach (var route in Routes)
        {
            foreach (var id in (route.Path.Contains("{id}", StringComparison.Ordinal) ? ids : [Guid.Empty]).Where(id => isAsked(route, id)))
            {
                var reply = await CallAsync(reader, route, id, question);
                yield return (route, id, reply with { Text = reply.Text.Replace(question, "", StringComparison.OrdinalIgnoreCase) });
            }
        }
    }

    // Of streams that may go on for ever, the first event: how a job stands, or that what changes from now on would follow.
    private static async Task<ApiReply> ReadAsync(ApiClient client, string path)
    {
        using var response = await client.OpenAsync(path);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            return await ApiReply.ReadAsync(response, TestContext.Current.CancellationToken);
        }

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var seen = new StringBuilder();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            seen.Append(line).Append('\n');
            if (line.Length == 0)
            {
                break;
            }
        }

        return new(response.StatusCode, "text/event-stream", null, seen.ToString());
    }

    private static HttpContent? Content(SweptRoute route, string question) =>
        route.TakesForm ? UploadForms.Of("sweep.txt", Encoding.UTF8.GetBytes(Words))
        : route.Body == typeof(JsonElement) ? JsonContent.Create(new { @event = "sweep", event_id = Guid.CreateVersion7(), company_id = 0 })
        : route.Body is { } body ? JsonContent.Create(Sample(body, route.Searches ? question : Words))
        : null;

    // All that it must have; where it must have nothing, every plain text that it may.
    private static JsonObject Sample(Type type, string text)
    {
        var members = type.GetProperties().Where(member => member.CanWrite).ToList();
        var required = members.Where(member => member.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null).ToList();
        var sample = new JsonObject();
        foreach (var member in required.Count > 0 ? required : members.Where(IsPlainText))
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
            sample[name] = Members.TryGetValue(name, out var own) ? own() : Value(member.PropertyType, text);
        }

        return sample;
    }

    private static bool IsPlainText(PropertyInfo member) =>
        member.PropertyType == typeof(string) && !member.GetCustomAttributes<ValidationAttribute>().Any(rule => rule is EmailAddressAttribute or RegularExpressionAttribute or AllowedValuesAttribute);

    private static JsonNode? Value(Type type, string text) =>
        type == typeof(string) ? text
        : type.IsGenericType && type.GetGenericArguments() is [{ } item] && type.IsAssignableTo(typeof(System.Collections.IEnumerable)) ? new JsonArray(Value(item, text))
        : type.Assembly == typeof(TicketRag.Api.ApiHost).Assembly && type.IsClass ? Sample(type, text)
        : throw new NotSupportedException($"Say in {nameof(RouteSweep)} what a {type.Name} is.");
}

/// <param name="Body">The type of its JSON; null where it takes none.</param>
/// <param name="Searches">Customers may call it, too: it changes nothing and says what it finds.</param>
internal sealed record SweptRoute(string Method, string Path, Type? Body, bool TakesForm, bool Searches, bool IsForOperators)
{
    public string Name => $"{Method} {Path}";

    public bool Reads => Method == "GET" || Searches;

    public static SweptRoute Of(string method, RouteEndpoint endpoint)
    {
        var path = "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace("{id:guid}", "{id}", StringComparison.Ordinal);
        var policy = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().LastOrDefault()?.Policy;
        return new(
            method, path, endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType, endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is not null,
            method == "POST" && policy == "viewer", policy == "operator");
    }
}
