using System.Net;
using System.Text.Json;

namespace TicketRag.Tests.Infrastructure;

/// <summary>What the Api answered, read to its end.</summary>
internal sealed record ApiReply(HttpStatusCode Status, string? MediaType, Uri? Location, string Text)
{
    /// <summary>From the header of that name.</summary>
    public TimeSpan? RetryAfter { get; init; }

    // A problem's text is for clients: none of these belongs in it.
    private static readonly string[] Insides =
        ["System.", "Microsoft.", "TicketRag.", "Exception", "Attribute", "   at ", ".cs:line", "Nullable", "Int32", "StringValues"];

    public JsonElement Body => JsonDocument.Parse(Text).RootElement;

    public static async Task<ApiReply> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) => new(
        response.StatusCode,
        response.Content.Headers.ContentType?.MediaType,
        response.Headers.Location,
        await response.Content.ReadAsStringAsync(cancellationToken)) { RetryAfter = response.Headers.RetryAfter?.Delta };

    /// <summary>The body, where the status is as expected.</summary>
    public JsonElement Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"Expected {(int)status}, got {(int)Status}: {Text}");
        return Text.Length == 0 ? default : Body;
    }

    /// <summary>The body, where it is a problem of that status that shows nothing of the inside.</summary>
    public JsonElement ExpectProblem(HttpStatusCode status)
    {
        var problem = Expect(status);
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()));
        Assert.DoesNotContain(Insides, inside => Text.Contains(inside, StringComparison.Ordinal));
        return problem;
    }

    /// <summary>What a validation problem says of a member; the test fails where it says nothing of it.</summary>
    public string ExpectInvalid(string member)
    {
        var problem = ExpectProblem(HttpStatusCode.BadRequest);
        Assert.True(problem.TryGetProperty("errors", out var errors) && errors.TryGetProperty(member, out _), $"Nothing about {member}: {Text}");
        return errors.GetProperty(member)[0].GetString()!;
    }

    /// <summary>A problem's detail.</summary>
    public string ExpectDetail(HttpStatusCode status) => ExpectProblem(status).GetProperty("detail").GetString()!;
}
