using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Documents;

/// <summary>Arguments of <see cref="JobKind.SourceIndexing"/>. The handler reads the row as it is when it runs: an upsert of a row that is gone deletes.</summary>
public sealed record SourceIndexingArgs(SourceKind SourceType, Guid SourceId, IndexAction Action)
{
    /// <summary>See <see cref="SourceDocument.Again"/>.</summary>
    public bool Again { get; init; }

    /// <summary>A job of this source and action; while one is pending, no second is made.</summary>
    public NewJob ToJob() => new(JobKind.SourceIndexing, JobArgs.Write(this))
    {
        UniqueKey = $"{SnakeCaseName.Of(SourceType)}:{SourceId}:{SnakeCaseName.Of(Action)}{(Again ? ":again" : "")}",
    };
}

public enum IndexAction
{
    Upsert,
    Delete,
}
