namespace TicketRag.Core.Inbound;

/// <summary>Arguments of <see cref="Jobs.JobKind.EventFile"/>: a file that another system has on a disk that the worker sees.</summary>
/// <param name="FileId">The sender's id of the file.</param>
/// <param name="Path">Absolute; null or empty where <paramref name="RelativePath"/> says it.</param>
/// <param name="Tenant">The organization's slug.</param>
public sealed record FileEventArgs(Guid FileId, string? Path, string? RelativePath, string Name, string? ContentType, string Audience, string Tenant);

/// <summary>Arguments of <see cref="Jobs.JobKind.EventFileDeletion"/>.</summary>
public sealed record FileDeletionArgs(Guid FileId);

/// <summary>Arguments of <see cref="Jobs.JobKind.EventPublication"/>: the event as it goes out.</summary>
public sealed record PublicationArgs(string Event);

/// <summary>What came of a <see cref="Jobs.JobKind.EventFileDeletion"/>.</summary>
/// <param name="Action"><c>deleted</c>, <c>kept</c> where another file has the same bytes, <c>superseded</c> where it was sent again since, <c>unknown</c>.</param>
public sealed record FileDeletionResult(string Action, Documents.DeletionReceipt? Receipt);
