using Microsoft.Extensions.Options;
using TicketRag.Core.Documents;
using TicketRag.Core.Jobs;
using TicketRag.Core.Jobs.Events;
using TicketRag.Core.Telemetry;
using TicketRag.IngestWorker.Extraction;
using TicketRag.IngestWorker.Handlers;
using TicketRag.IngestWorker.Inbound;
using TicketRag.IngestWorker.Ingestion;
using TicketRag.IngestWorker.Jobs;
using TicketRag.IngestWorker.Maintenance;
using TicketRag.IngestWorker.Pages;
using TicketRag.IngestWorker.Reindexing;
using TicketRag.IngestWorker.Webhooks;

namespace TicketRag.IngestWorker;

public static class WorkerRegistration
{
    /// <summary>The job pump with all that it runs: for the worker process, and for an Api that hosts its worker.</summary>
    public static IServiceCollection AddIngestWorker(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<JobOptions>, JobOptionsValidator>();
        services.AddOptionsWithValidateOnStart<JobOptions>().BindConfiguration(JobOptions.Section);
        services.AddVectorStoreKeeper();
        services.AddOptions<JobRetentionOptions>().BindConfiguration(JobRetentionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<JobRetention>();
        services.AddSingleton<RunningJobs>();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<KindSpeeds>();
        services.AddSingleton<JobCompletions>();
        services.AddSingleton<JobTableTidier>();
        services.AddSingleton<AttemptEndings>();
        services.AddSingleton<BackgroundThreads>();
        services.AddSingleton<WritingThread>();
        services.AddSingleton<HandlerTimeLimit>();
        services.AddSingleton<JobExecutor>();
        services.AddSingleton<QuickJobs>();

        services.AddScoped<SourceReader>();
        services.AddScoped<AttachmentReader>();
        services.AddScoped<StageClock>();
        services.AddScoped<IngestionPipeline>();
        services.AddScoped<ChunkEmbedding>();
        services.AddExtraction();

        services.AddKeyedScoped<IJobHandler, TextIngestionHandler>(JobKind.TextIngestion);
        services.AddKeyedScoped<IJobHandler, FileIngestionHandler>(JobKind.FileIngestion);
        services.AddKeyedScoped<IJobHandler, UrlIngestionHandler>(JobKind.UrlIngestion);
        services.AddKeyedScoped<IJobHandler, SourceIndexingHandler>(JobKind.SourceIndexing);
        services.AddKeyedScoped<IJobHandler, TicketSolutionHandler>(JobKind.TicketSolution);
        services.AddKeyedScoped<IJobHandler, QueryHandler>(JobKind.Query);
        services.AddKeyedScoped<IJobHandler, ProjectionHandler>(JobKind.Projection);
        services.AddKeyedScoped<IJobHandler, ReembeddingHandler>(JobKind.Reembedding);
        services.AddKeyedScoped<IJobHandler, ReconciliationHandler>(JobKind.Reconciliation);
        services.AddScoped<DocumentSource>();
        services.AddKeyedScoped<IJobHandler, ReindexingHandler>(JobKind.Reindexing);
        services.AddKeyedScoped<IJobHandler, ModelPullHandler>(JobKind.ModelPull);

        services.AddScoped<FileIngestionHandler>();
        services.AddSingleton<EventFiles>();
        services.AddKeyedScoped<IJobHandler, EventFileHandler>(JobKind.EventFile);
        services.AddKeyedScoped<IJobHandler, EventFileDeletionHandler>(JobKind.EventFileDeletion);
        services.AddKeyedScoped<IJobHandler, WebhookDeliveryHandler>(JobKind.WebhookDelivery);

        services.AddJobEventOptions();
        services.AddHostedService<JobHeartbeat>();
        services.AddHostedService<WorkerPresence>();
        services.AddHostedService<WebhookDispatcher>();
        services.AddHostedService<TrimChore>();
        services.AddHostedService<StatisticsChore>();
        services.AddSingleton<JobGauges>();
        services.AddHostedService<MeasuringChore>();
        services.AddHostedService<JobRescuer>();
        services.AddHostedService<RetentionChore>();
        services.AddHostedService<DocumentChore>();
        services.AddHostedService<JobPump>();
        return services;
    }

    /// <summary>Events by Redis, in and out: for a worker that has one.</summary>
    public static IServiceCollection AddEventStream(this IServiceCollection services)
    {
        services.AddKeyedScoped<IJobHandler, EventPublicationHandler>(JobKind.EventPublication);
        return services.AddHostedService<EventStreamReader>();
    }

    private static void AddExtraction(this IServiceCollection services)
    {
        services.AddOptions<ExtractionOptions>().BindConfiguration(ExtractionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<FileExtraction>();
        services.AddScoped<FileIngestion>();
        services.AddPages();
    }

    /// <summary>For every process that searches or writes: tells its vector store which vectors are live.</summary>
    public static IServiceCollection AddVectorStoreKeeper(this IServiceCollection services)
    {
        services.AddHttpClient(SchemaGate.ApiClient, client => client.BaseAddress = new("https+http://api/"));
        services.AddSingleton<SchemaGate>();
        services.AddSingleton<VectorStoreKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<VectorStoreKeeper>());
        return services;
    }
}
