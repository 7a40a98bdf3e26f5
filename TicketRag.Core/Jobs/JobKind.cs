namespace TicketRag.Core.Jobs;

/// <summary>The kinds of jobs; <c>job_type</c> on the wire.</summary>
public static class JobKind
{
    public const string TextIngestion = "text_ingestion";

    /// <summary>A batch of texts or files, which has no handler of its own: see <see cref="JobBatches"/>.</summary>
    public const string BatchIngestion = "batch_ingestion";

    public const string FileIngestion = "file_ingestion";
    public const string UrlIngestion = "url_ingestion";

    /// <summary>Index a ticket, article or asset as it is now, or remove it.</summary>
    public const string SourceIndexing = "source_indexing";

    public const string TicketSolution = "ticket_solution";

    /// <summary>Answer a question.</summary>
    public const string Query = "query";

    /// <summary>Rebuild the vector store from the database, without embedding again.</summary>
    public const string Projection = "projection";

    /// <summary>Embed what the live model has not embedded yet.</summary>
    public const string Reembedding = "reembedding";

    public const string ModelPull = "model_pull";

    /// <summary>Compare an organization's vectors with the database, and repair both ways.</summary>
    public const string Reconciliation = "reconciliation";

    /// <summary>Build an organization's index anew, with other settings, beside the live one.</summary>
    public const string Reindexing = "reindexing";

    /// <summary>Index a file that another system said was uploaded.</summary>
    public const string EventFile = "event_file";

    /// <summary>Delete what was indexed of a file that another system deleted.</summary>
    public const string EventFileDeletion = "event_file_deletion";

    /// <summary>Tell other systems of something that happened here.</summary>
    public const string EventPublication = "event_publication";

    /// <summary>Send a message to a webhook.</summary>
    public const string WebhookDelivery = "webhook_delivery";

    /// <summary>Those that workers run: a batch is none of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [TextIngestion, FileIngestion, UrlIngestion, SourceIndexing, TicketSolution, Projection, Reembedding, ModelPull, WebhookDelivery];
}
