namespace TicketRag.Core.Jobs;

/// <summary>The kinds of jobs; <c>job_type</c> on the wire.</summary>
public static class JobKind
{
    public const string TextIngestion = "text_ingestion";
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

    /// <summary>Send a message to a webhook.</summary>
    public const string WebhookDelivery = "webhook_delivery";
}
