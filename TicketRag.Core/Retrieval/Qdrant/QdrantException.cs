using System.Net;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>Qdrant understood the request and refused it. Trying again changes nothing.</summary>
public sealed class QdrantException(HttpStatusCode statusCode, string message)
    : Exception($"Qdrant answered {(int)statusCode}: {message}")
{
    public HttpStatusCode StatusCode { get; } = statusCode;
}
