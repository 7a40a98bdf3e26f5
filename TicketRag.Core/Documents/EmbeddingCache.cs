using System.Text;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Models;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Documents;

/// <summary>Embeds a text once per organization and model; what was embedded is kept in the database.</summary>
public sealed class EmbeddingCache(AppDb db, OrganizationModel model)
{
    // Below the parameter limits of both databases, and short enough not to hold up other writers.
    private const int RowsPerStatement = 200;

    /// <summary>What the database remembers of the model's vectors is as good as asking it, and is there while its server is down.</summary>
    public static async Task RecallSpaceAsync(AppDb db, Embedder embedder, CancellationToken cancellationToken)
    {
        if (embedder.Space is null
            && await db.Embeddings.IgnoreQueryFilters().AsNoTracking().FirstOrDefaultAsync(row => row.Model == embedder.Model, cancellationToken) is { } known)
        {
            embedder.Learn(known.ToVector().Length);
        }
    }

    /// <summary>Vectors of the texts by their SHA-256, from the cache where it has them; new ones are stored before the call returns.</summary>
    /// <exception cref="Connections.DependencyUnavailableException">The embedder is down; what was in the cache is not returned either.</exception>
    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<float>>> GetAsync(
        IReadOnlyCollection<(string Sha256, string Text)> texts, CancellationToken cancellationToken) =>
        await GetAsync(await model.EmbedderAsync(cancellationToken), texts, cancellationToken);

    /// <summary>The same by another model than the organization's.</summary>
    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<float>>> GetAsync(
        Embedder embedder, IReadOnlyCollection<(string Sha256, string Text)> texts, CancellationToken cancellationToken)
    {
        var (vectors, fresh) = await EmbedAsync(embedder, texts, cancellationToken);
        await StoreAsync(fresh, cancellationToken);
        return vectors;
    }

    /// <summary>The same, but what is new is the caller's to store: with the rows that it is for.</summary>
    public async Task<(IReadOnlyDictionary<string, ReadOnlyMemory<float>> Vectors, FreshEmbeddings Fresh)> EmbedAsync(
        IReadOnlyCollection<(string Sha256, string Text)> texts, CancellationToken cancellationToken) =>
        await EmbedAsync(await model.EmbedderAsync(cancellationToken), texts, cancellationToken);

    /// <summary>Stores them in a transaction of their own.</summary>
    public async Task StoreAsync(FreshEmbeddings fresh, CancellationToken cancellationToken)
    {
        if (fresh.Rows.Count > 0)
        {
            await using var write = await db.BeginBackgroundWriteAsync(cancellationToken);
            await StoreAsync(write, fresh, cancellationToken);
            await write.CommitAsync(cancellationToken);
        }
    }

    /// <summary>What the cache has of these texts in this model.</summary>
    public async Task<Dictionary<string, ReadOnlyMemory<float>>> StoredAsync(Embedder embedder, IReadOnlyList<string> sha256s, CancellationToken cancellationToken)
    {
        var vectors = new Dictionary<string, ReadOnlyMemory<float>>(sha256s.Count);
        foreach (var some in sha256s.Distinct().Chunk(RowsPerStatement))
        {
            var rows = await db.Embeddings.AsNoTracking()
                .Where(row => row.Model == embedder.Model && some.Contains(row.TextSha256))
                .ToListAsync(cancellationToken);
            foreach (var row in rows)
            {
                vectors[row.TextSha256] = row.ToVector();
            }
        }

        return vectors;
    }

    /// <summary>Stores them within <paramref name="write"/>.</summary>
    public static async Task StoreAsync(WriteScope write, FreshEmbeddings fresh, CancellationToken cancellationToken)
    {
        // In one order, so that two who embed the same texts at the same time don't wait for each other in a circle.
        foreach (var some in fresh.Rows.OrderBy(row => row.Sha256, StringComparer.Ordinal).Chunk(RowsPerStatement))
        {
            var sql = new StringBuilder("INSERT INTO embeddings (organization_id, model, text_sha256, bytes) VALUES ");
            var values = new List<object> { write.Db.RequiredOrganization.Value, fresh.Model };
            foreach (var (sha256, vector) in some)
            {
                sql.Append(values.Count > 2 ? ", " : "").Append($"({{0}}, {{1}}, {{{values.Count}}}, {{{values.Count + 1}}})");
                values.Add(sha256);
                values.Add(CachedEmbedding.ToBytes(vector.Span));
            }

            // Another worker may have embedded the same text: the vectors are equal.
            sql.Append(" ON CONFLICT DO NOTHING");
            await write.Db.Database.ExecuteSqlRawAsync(sql.ToString(), values, cancellationToken);
        }
    }

    private async Task<(IReadOnlyDictionary<string, ReadOnlyMemory<float>> Vectors, FreshEmbeddings Fresh)> EmbedAsync(
        Embedder embedder, IReadOnlyCollection<(string Sha256, string Text)> texts, CancellationToken cancellationToken)
    {
        var vectors = await StoredAsync(embedder, [.. texts.Select(text => text.Sha256)], cancellationToken);
        var missing = texts.Where(text => !vectors.ContainsKey(text.Sha256)).DistinctBy(text => text.Sha256).ToList();
        if (missing.Count == 0)
        {
            return (vectors, FreshEmbeddings.None);
        }

        var embedded = await embedder.EmbedDocumentsAsync([.. missing.Select(text => text.Text)], cancellationToken);
        var rows = missing.Zip(embedded, (text, vector) => (text.Sha256, vector)).ToList();
        foreach (var (sha256, vector) in rows)
        {
            vectors[sha256] = vector;
        }

        return (vectors, new(embedder.Model, rows));
    }
}

/// <summary>What was embedded and is not in the cache yet.</summary>
public sealed record FreshEmbeddings(string Model, IReadOnlyList<(string Sha256, ReadOnlyMemory<float> Vector)> Rows)
{
    public static FreshEmbeddings None { get; } = new("", []);
}
