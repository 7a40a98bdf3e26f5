using TicketRag.StandIns.Qdrant;

namespace TicketRag.Tests.Infrastructure;

/// <summary>
/// Qdrant's OpenAPI document, where it is present: the file that <c>TICKETRAG_QDRANT_OPENAPI</c> names,
/// or <c>qdrant-1.19-openapi.json</c> in the folder that <c>TICKETRAG_SPECS</c> names.
/// </summary>
public static class QdrantSpecification
{
    private const string FileName = "qdrant-1.19-openapi.json";

    private static readonly Lazy<OpenApiValidator?> Loaded = new(() => Find() is { } path ? OpenApiValidator.Load(path) : null);

    public static OpenApiValidator? Validator => Loaded.Value;

    /// <summary>The validator; without the file the test counts as skipped.</summary>
    public static OpenApiValidator Required
    {
        get
        {
            Assert.SkipWhen(Validator is null, $"{FileName} is not present: set TICKETRAG_QDRANT_OPENAPI to the file or TICKETRAG_SPECS to its folder.");
            return Validator!;
        }
    }

    /// <summary>Every request that the server got is one that Qdrant's document describes; checks nothing without the file.</summary>
    public static void AssertDescribes(QdrantStandIn server)
    {
        if (Validator is { } validator)
        {
            Assert.Empty(server.Requests.SelectMany(request => validator.Validate(request.Method, request.Path, request.Query, request.Body)));
        }
    }

    private static string? Find()
    {
        var file = Environment.GetEnvironmentVariable("TICKETRAG_QDRANT_OPENAPI")
            ?? (Environment.GetEnvironmentVariable("TICKETRAG_SPECS") is { Length: > 0 } folder ? Path.Combine(folder, FileName) : null);
        return File.Exists(file) ? file : null;
    }
}
