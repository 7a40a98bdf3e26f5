namespace TicketRag.Core.Retrieval;

/// <summary>What tells whether a document's points that a store kept are still what the database has: each change of a document, its chunks or its audience is noted in it.</summary>
/// <param name="Chunks">Of that version.</param>
public readonly record struct DocumentStamp(Guid DocumentId, int Version, int Chunks, DateTimeOffset UpdatedAt);
