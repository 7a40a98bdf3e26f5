using System.Net;

namespace TicketRag.StandIns.Qdrant;

/// <summary>What Qdrant refuses, with its status code and its words.</summary>
internal sealed class Refusal(HttpStatusCode statusCode, string message) : Exception(message)
{
    public HttpStatusCode StatusCode { get; } = statusCode;

    /// <summary>The body's form is wrong: no JSON, a missing or unknown field, a wrong type.</summary>
    public static Refusal Format(string message) => new(HttpStatusCode.BadRequest, $"Format error in JSON body: {message}");

    /// <summary>The form is right and a value is out of its range.</summary>
    public static Refusal Validation(string field, string message) =>
        new(HttpStatusCode.UnprocessableEntity, $"Validation error in JSON body: [{field}: {message}]");

    public static Refusal Query(string message) => new(HttpStatusCode.BadRequest, $"Deserialize error in query parameters: {message}");

    public static Refusal Input(string message) => new(HttpStatusCode.BadRequest, $"Wrong input: {message}");

    public static Refusal NoCollection(string name) => new(HttpStatusCode.NotFound, $"Not found: Collection `{name}` doesn't exist!");

    public static Refusal CollectionExists(string name) => new(HttpStatusCode.Conflict, $"Wrong input: Collection `{name}` already exists!");

    /// <summary>The real server can do this and the stand-in can't: never silently something else.</summary>
    public static Refusal Unsupported(string what) => new(HttpStatusCode.NotImplemented, $"The stand-in does not do this: {what}");
}
