using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TicketRag.Core.Answers;
using TicketRag.Core.Connections;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Idempotency;
using TicketRag.Core.Inbound;
using TicketRag.Core.Jobs;
using TicketRag.Core.Jobs.InProcess;
using TicketRag.Core.Jobs.Redis;
using TicketRag.Core.Knowledge;
using TicketRag.Core.Models;
using TicketRag.Core.Models.BuiltIn;
using TicketRag.Core.Models.Ollama;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Persistence.Postgres;
using TicketRag.Core.Persistence.Sqlite;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Embedded;
using TicketRag.Core.Retrieval.Embedded.Files;
using TicketRag.Core.Retrieval.Qdrant;
using TicketRag.Core.Retrieval.Reranking;
using TicketRag.Core.Tickets;
using TicketRag.Core.Webhooks;

namespace TicketRag.Core;

public static class CoreRegistration
{
    /// <summary>What the Api and the worker share, on the technologies that <paramref name="deployment"/> names.</summary>
    public static IServiceCollection AddTicketRagCore(this IServiceCollection services, Deployment deployment)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(deployment);
        services.AddScoped<CurrentOrganization>();
        services.AddScoped<OrganizationRegister>();
        services.AddDeployment(deployment);
        services.AddModels(deployment);
        return services.AddJobs().AddWebhooks().AddDocumentsAndRetrieval().AddAnswers().AddDesks();
    }

    private static void AddDeployment(this IServiceCollection services, Deployment deployment)
    {
        services.AddSingleton<SchemaMigrator>();
        if (deployment.Distributed is { } distributed)
        {
            services.AddPostgres(distributed.Postgres);
            services.AddRedis(distributed.Redis);
            services.AddQdrant(distributed.Qdrant);
            services.AddScoped<IFullTextSearch, PostgresFullTextSearch>();
            services.AddSingleton<IBlobStore, DatabaseBlobStore>();
        }
        else
        {
            services.AddSqlite(deployment.SqlitePath);
            services.AddSingleton<IJobNudges>(provider => new InProcessJobNudges(provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton<IBlobStore>(_ => new FolderBlobStore(deployment.BlobFolder));
            services.AddSingleton(provider => new EmbeddedVectorStores(
                provider.GetRequiredService<ITextAnalyzer>(), provider.GetRequiredService<IOptions<RetrievalOptions>>().Value.Bm25,
                deployment.IndexFolder, provider.GetRequiredService<ILogger<IndexFiles>>()));
            services.AddSingleton<IVectorStores>(provider => provider.GetRequiredService<EmbeddedVectorStores>());
            services.AddHostedService<IndexSaver>();
        }
    }

    private static void AddModels(this IServiceCollection services, Deployment deployment)
    {
        if (deployment.Embed is { } embed)
        {
            services.AddOllamaEmbeddings(embed);
        }
        else
        {
            services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(new BuiltInEmbeddingGenerator(TextAnalyzer.InEnglish));
        }

        services.AddSingleton(provider => new Embedder(
            provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>(), deployment.Embed?.Model ?? BuiltInEmbeddingGenerator.Model));
        services.AddSingleton<Embedders>();

        if (deployment.Chat is { } chat)
        {
            services.AddOllamaChat(chat);
            services.AddSingleton(provider => new ChatDrafts(
                provider.GetRequiredService<IChatClient>(), chat.Model!, provider.GetRequiredService<IOptions<RagOptions>>().Value.ContextTokens));
            services.AddSingleton<ISolutionWriter, ChatSolutionWriter>();
            services.AddSingleton<IAnswerWriter, ChatAnswerWriter>();
        }
        else
        {
            services.AddSingleton<ISolutionWriter>(provider => provider.GetRequiredService<ExtractiveSolutionWriter>());
            services.AddSingleton<IAnswerWriter>(provider => provider.GetRequiredService<ExtractiveAnswerWriter>());
        }
    }

    private static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<QueueDepthOptions, QueueDepthOptionsValidator>().BindConfiguration(QueueDepthOptions.Section);
        return services.AddJobServices();
    }

    private static IServiceCollection AddJobServices(this IServiceCollection services) => services
        .AddSingleton<JobQueue>()
        .AddSingleton<JobGroupCommit>()
        .AddSingleton<JobBatches>()
        .AddSingleton<JobRedrive>()
        .AddSingleton<JobLimits>()
        .AddSingleton<JobLeases>()
        .AddSingleton<MaintenanceLeases>()
        .AddSingleton<OncePerKey>()
        .AddSingleton<IdempotentJobs>()
        .AddSingleton<QueueDepth>()
        .AddSingleton<JobStatistics>()
        .AddSingleton<JobWorkers>()
        .AddSingleton<JobLeftovers>()
        .AddSingleton<JobEndings>()
        .AddScoped<JobWaiter>();

    private static IServiceCollection AddDocumentsAndRetrieval(this IServiceCollection services)
    {
        services.AddOptions<ChunkingOptions>().BindConfiguration(ChunkingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<FileLimits>().BindConfiguration(FileLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RetrievalOptions>().BindConfiguration(RetrievalOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<ITextAnalyzer>(new TextAnalyzer())
            .AddSingleton(CreateReranker)
            .AddSingleton<StoreCircuit>()
            .AddScoped<OrganizationIndexSettings>()
            .AddScoped<OrganizationModel>()
            .AddScoped<OrganizationRecency>()
            .AddScoped<IVectorStore, OrganizationVectorStore>()
            .AddScoped<EmbeddingCache>()
            .AddScoped<BlobUse>()
            .AddScoped<JobPayloads>()
            .AddScoped<DocumentRemoval>()
            .AddSingleton<DocumentSweep>()
            .AddScoped<Retriever>()
            .AddScoped<OrganizationChunker>()
            .AddScoped<StagedIndex>()
            .AddScoped<Reconciler>()
            .AddScoped<Projector>();
    }

    private static Reranker CreateReranker(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<RetrievalOptions>>().Value;
        return new(provider.GetRequiredService<ITextAnalyzer>(), options.Bm25, options.Rerank, options.PassageCacheMegabytes * 1024L * 1024);
    }

    private static IServiceCollection AddAnswers(this IServiceCollection services)
    {
        services.AddOptions<RagOptions>().BindConfiguration(RagOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<ExtractiveSolutionWriter>()
            .AddSingleton<ExtractiveAnswerWriter>()
            .AddSingleton<FollowUps>()
            .AddSingleton<BoundedChat>()
            .AddSingleton<EvidenceTable>()
            .AddSingleton<QuestionRewriter>()
            .AddSingleton<QueryVariants>()
            .AddScoped<AnswerSources>()
            .AddScoped<ReplyComposer>()
            .AddScoped<ConversationDesk>()
            .AddScoped<QueryDesk>()
            .AddScoped<SolutionComposer>()
            .AddScoped<SolutionDesk>();
    }

    private static IServiceCollection AddDesks(this IServiceCollection services)
    {
        services.AddOptions<SlaOptions>().BindConfiguration(SlaOptions.Section);
        services.AddOptions<InboundOptions>().BindConfiguration(InboundOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EventIntake>().AddScoped<EventHandling>().AddScoped<EventPublisher>();
        return services
            .AddScoped<TicketAudit>().AddScoped<TicketIndexing>().AddScoped<TicketDesk>().AddScoped<CommentDesk>().AddScoped<AttachmentDesk>()
            .AddScoped<KnowledgeBase>();
    }
}
