using TicketRag.Core.Organizations;

namespace TicketRag.Core.Retrieval;

/// <summary>What tells whether a point that a store kept is still what the database has: a chunk's id follows from its text, and the rest changes with its document.</summary>
/// <param name="UpdatedAt">The document's.</param>
public readonly record struct PointState(Guid ChunkId, int Version, Audience Audience, DateTimeOffset UpdatedAt);
