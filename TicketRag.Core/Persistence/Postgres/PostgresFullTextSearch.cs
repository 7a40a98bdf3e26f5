using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Persistence.Postgres;

/// <summary>
/// Postgres' own English text search over the chunks, any of the query's words. Plainly worse than BM25 (no term statistics), and enough to go on.
/// </summary>
internal sealed class PostgresFullTextSearch(AppDb db, ITextAnalyzer analyzer) : IFullTextSearch
{
    public async Task<IReadOnlyList<ChunkHit>> SearchAsync(OrganizationId organization, ChunkQuery query, CancellationToken cancellationToken)
    {
        var words = analyzer.Terms(query.Text ?? "").Distinct().Where(word => word.All(char.IsLetterOrDigit)).Take(64).ToList();
        if (words.Count == 0)
        {
            return [];
        }

        var rows = await db.Database.SqlQuery<Row>(
            $"""
            SELECT chunks.id AS "ChunkId", chunks.document_id AS "DocumentId",
                   ts_rank(to_tsvector('english', chunks.text), to_tsquery('english', {string.Join(" | ", words)}))::float8 AS "Score"
            FROM chunks JOIN documents ON documents.id = chunks.document_id
            WHERE chunks.organization_id = {organization.Value}
              AND to_tsvector('english', chunks.text) @@ to_tsquery('english', {string.Join(" | ", words)})
              AND ({query.Reader.Readable == null} OR chunks.audience = ANY({query.Reader.Readable?.ToArray() ?? []}))
              AND ({query.SourceKinds.Count == 0} OR documents.source_kind = ANY({query.SourceKinds.Select(SnakeCaseName.Of).ToArray()}))
              AND ({query.States.Count == 0} OR documents.state IS NULL OR documents.state = ANY({query.States.ToArray()}))
              AND ({query.Tags.Count == 0} OR documents.tags && {query.Tags.ToArray()})
              AND ({query.Products.Count == 0} OR lower(trim(documents.metadata::jsonb ->> 'product')) = ANY({query.Products.ToArray()}))
              AND ({query.Languages.Count == 0} OR lower(trim(documents.metadata::jsonb ->> 'language')) = ANY({query.Languages.ToArray()}))
              AND documents.updated_at >= {query.UpdatedFrom?.ToUniversalTime() ?? DateTimeOffset.UnixEpoch}
              AND documents.updated_at < {query.UpdatedBefore?.ToUniversalTime() ?? DateTimeOffset.UnixEpoch.AddYears(5000)}
              AND documents.id <> {query.ExcludeDocument ?? Guid.Empty}
            ORDER BY 3 DESC, 1 LIMIT {query.Limit}
            """).ToListAsync(cancellationToken);
        return [.. rows.Select((row, i) => new ChunkHit(row.ChunkId, row.DocumentId, row.Score, null, new(i + 1, row.Score)))];
    }

    private sealed record Row(Guid ChunkId, Guid DocumentId, double Score);
}
