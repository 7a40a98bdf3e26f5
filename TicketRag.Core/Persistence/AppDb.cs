using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Answers;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Idempotency;
using TicketRag.Core.Inbound;
using TicketRag.Core.Jobs;
using TicketRag.Core.Jobs.Events;
using TicketRag.Core.Knowledge;
using TicketRag.Core.Organizations;
using TicketRag.Core.Tickets;
using TicketRag.Core.Webhooks;

namespace TicketRag.Core.Persistence;

/// <summary>
/// The system of record. One model on two databases (<see cref="Sqlite.SqliteDb"/>, <see cref="Postgres.PostgresDb"/>); every query of an
/// organization's rows is filtered by the scope's <see cref="CurrentOrganization"/>.
/// </summary>
public abstract class AppDb(DbContextOptions options, CurrentOrganization organization, TimeProvider time) : DbContext(options)
{
    public DbSet<Organization> Organizations => Set<Organization>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<Ticket> Tickets => Set<Ticket>();

    public DbSet<Comment> Comments => Set<Comment>();

    public DbSet<Solution> Solutions => Set<Solution>();

    public DbSet<AnswerRecord> Answers => Set<AnswerRecord>();

    public DbSet<Article> Articles => Set<Article>();

    public DbSet<Asset> Assets => Set<Asset>();

    public DbSet<Document> Documents => Set<Document>();

    public DbSet<DocumentJob> DocumentJobs => Set<DocumentJob>();

    public DbSet<DocumentReference> DocumentReferences => Set<DocumentReference>();

    public DbSet<IndexSettings> IndexSettings => Set<IndexSettings>();

    public DbSet<StagedDocument> StagedDocuments => Set<StagedDocument>();

    public DbSet<StagedChunk> StagedChunks => Set<StagedChunk>();

    public DbSet<Attachment> Attachments => Set<Attachment>();

    public DbSet<InboundEvent> InboundEvents => Set<InboundEvent>();

    public DbSet<Chunk> Chunks => Set<Chunk>();

    public DbSet<CachedEmbedding> Embeddings => Set<CachedEmbedding>();

    public DbSet<Blob> Blobs => Set<Blob>();

    public DbSet<BlobPiece> BlobPieces => Set<BlobPiece>();

    public DbSet<Job> Jobs => Set<Job>();

    public DbSet<JobAttempt> JobAttempts => Set<JobAttempt>();

    public DbSet<JobLimit> JobLimits => Set<JobLimit>();

    public DbSet<JobWorker> JobWorkers => Set<JobWorker>();

    public DbSet<JobFeedMark> JobFeedMarks => Set<JobFeedMark>();

    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<Counter> Counters => Set<Counter>();

    /// <summary>This instant as both databases store it: UTC, to the microsecond.</summary>
    public DateTimeOffset Now => time.GetUtcNow().ToMicroseconds();

    /// <summary>The SQL that the two databases don't share.</summary>
    public abstract SqlDialect Dialect { get; }

    // Read by the query filters at execution, not captured when the model is built.
    private OrganizationId CurrentOrganizationId => organization.Id ?? default;

    /// <summary>The scope's organization.</summary>
    /// <exception cref="InvalidOperationException">The scope has none.</exception>
    public OrganizationId RequiredOrganization => organization.Id ?? throw new InvalidOperationException("This scope works for no organization.");

    /// <summary>Begins a transaction that writes. Nothing that may wait on another service belongs inside.</summary>
    public Task<WriteScope> BeginWriteAsync(CancellationToken cancellationToken) => BeginWriteAsync(WriteUrgency.Request, cancellationToken);

    /// <summary>The same for what nobody waits for, or what a job does again when it is lost: see <see cref="WriteUrgency.Background"/>.</summary>
    public Task<WriteScope> BeginBackgroundWriteAsync(CancellationToken cancellationToken) => BeginWriteAsync(WriteUrgency.Background, cancellationToken);

    /// <summary>The same for progress alone: see <see cref="WriteUrgency.Note"/>.</summary>
    public Task<WriteScope> BeginNoteAsync(CancellationToken cancellationToken) => BeginWriteAsync(WriteUrgency.Note, cancellationToken);

    private async Task<WriteScope> BeginWriteAsync(WriteUrgency urgency, CancellationToken cancellationToken)
    {
        // The transaction is given up as a whole, so a savepoint before each save would be two round trips for nothing.
        Database.AutoSavepointsEnabled = false;

        // Held open, so that the transaction begins on the connection that was prepared for it: before the turn comes, which others wait for.
        await Database.OpenConnectionAsync(cancellationToken);
        IDisposable? turn = null;
        try
        {
            await Dialect.PrepareToWriteAsync(Database.GetDbConnection(), urgency, cancellationToken);
            turn = await Dialect.WaitForTurnToWriteAsync(urgency, cancellationToken);
            var transaction = await Database.BeginTransactionAsync(cancellationToken);
            await Dialect.PrepareTransactionAsync(this, urgency, cancellationToken);
            return new(this, urgency, transaction, turn);
        }
        catch
        {
            await Database.CloseConnectionAsync();
            turn?.Dispose();
            throw;
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<OrganizationId>().HaveConversion<OrganizationIdConverter>();
        configuration.Properties<Audience>().HaveConversion<AudienceConverter>().HaveMaxLength(400);
        configuration.Properties<TicketStatus>().HaveConversion<TicketStatusConverter>().HaveMaxLength(20);
        configuration.Properties<JobState>().HaveConversion<SnakeCaseEnumConverter<JobState>>().HaveMaxLength(20);
        configuration.Properties<WebhookDeliveryStatus>().HaveConversion<SnakeCaseEnumConverter<WebhookDeliveryStatus>>().HaveMaxLength(20);
        configuration.Properties<SourceKind>().HaveConversion<SnakeCaseEnumConverter<SourceKind>>().HaveMaxLength(20);
        configuration.Properties<SolutionStatus>().HaveConversion<SnakeCaseEnumConverter<SolutionStatus>>().HaveMaxLength(20);
        configuration.Properties<AnswerKind>().HaveConversion<SnakeCaseEnumConverter<AnswerKind>>().HaveMaxLength(20);
        configuration.Properties<TicketPriority>().HaveConversion<SnakeCaseEnumConverter<TicketPriority>>().HaveMaxLength(20);
        configuration.Properties<Role>().HaveConversion<SnakeCaseEnumConverter<Role>>().HaveMaxLength(20);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AppDb).Assembly);
        FilterByOrganization<ApiKey>(modelBuilder);
        FilterByOrganization<AuditEntry>(modelBuilder);
        FilterByOrganization<Ticket>(modelBuilder);
        FilterByOrganization<Comment>(modelBuilder);
        FilterByOrganization<Solution>(modelBuilder);
        FilterByOrganization<AnswerRecord>(modelBuilder);
        FilterByOrganization<Article>(modelBuilder);
        FilterByOrganization<Asset>(modelBuilder);
        FilterByOrganization<Document>(modelBuilder);
        FilterByOrganization<DocumentJob>(modelBuilder);
        FilterByOrganization<DocumentReference>(modelBuilder);
        FilterByOrganization<IndexSettings>(modelBuilder);
        FilterByOrganization<StagedDocument>(modelBuilder);
        FilterByOrganization<StagedChunk>(modelBuilder);
        FilterByOrganization<Attachment>(modelBuilder);
        FilterByOrganization<InboundEvent>(modelBuilder);
        FilterByOrganization<Chunk>(modelBuilder);
        FilterByOrganization<CachedEmbedding>(modelBuilder);
        FilterByOrganization<Blob>(modelBuilder);
        FilterByOrganization<BlobPiece>(modelBuilder);
        FilterByOrganization<Job>(modelBuilder);
        FilterByOrganization<IdempotencyKey>(modelBuilder);
        FilterByOrganization<Webhook>(modelBuilder);
        FilterByOrganization<WebhookDelivery>(modelBuilder);
        FilterByOrganization<Counter>(modelBuilder);
        modelBuilder.UseSnakeCaseNames();
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries().Where(entry => entry.State == EntityState.Modified))
        {
            if (entry.Metadata.FindProperty("Version") is { IsConcurrencyToken: true })
            {
                var version = entry.Property("Version");
                version.CurrentValue = (int)version.OriginalValue! + 1;
            }
        }

        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    private void FilterByOrganization<T>(ModelBuilder modelBuilder)
        where T : class, IOwnedByOrganization =>
        modelBuilder.Entity<T>().HasQueryFilter(row => row.OrganizationId == CurrentOrganizationId);
}
