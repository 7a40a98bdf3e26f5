using TicketRag.Core.Documents;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>What the index knows of a chunk besides its words and vector. Strings are numbered by <see cref="Labels"/>.</summary>
internal struct IndexRow
{
    public Guid ChunkId;
    public Guid DocumentId;
    public int[] Tags;
    public int Version;
    public int Audience;

    /// <summary>0: none.</summary>
    public int State;

    /// <summary>0: none.</summary>
    public int Product;

    /// <summary>0: none.</summary>
    public int Language;

    /// <summary>Of the document's last change, in ticks of UTC.</summary>
    public long UpdatedAt;

    public SourceKind SourceKind;
}
