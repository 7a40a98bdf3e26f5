using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <param name="Path">Without the query string.</param>
/// <param name="Query">Without the question mark; empty when there is none.</param>
/// <param name="Body">Null when there was none, or none that is JSON.</param>
public sealed record RecordedRequest(string Method, string Path, string Query, JsonElement? Body)
{
    public override string ToString() => $"{Method} {Path}{(Query.Length > 0 ? "?" + Query : "")}";
}
