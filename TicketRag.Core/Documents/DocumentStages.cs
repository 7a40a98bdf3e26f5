namespace TicketRag.Core.Documents;

/// <summary>What a job does with a document, in this order: the values of <see cref="Jobs.Job.Stage"/>.</summary>
public static class DocumentStages
{
    public const string Fetching = "fetching";
    public const string Extracting = "extracting";
    public const string Chunking = "chunking";
    public const string Embedding = "embedding";
    public const string Indexing = "indexing";
}
