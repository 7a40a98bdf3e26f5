using System.Text.Json;

namespace TicketRag.Core.Retrieval.Qdrant.Wire;

/// <summary>What every JSON answer is wrapped in.</summary>
/// <param name="Status">The string <c>ok</c>, or an object with <c>error</c>.</param>
public sealed record Envelope<T>(T? Result, JsonElement Status);
