using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Documents.Reindexing;

/// <summary>Which organizations have which embedding model, across all of them.</summary>
public static class ModelUse
{
    /// <summary>Of these chunks, those of the organizations that have this model.</summary>
    /// <param name="model">Null: the installation's.</param>
    public static IQueryable<Chunk> EmbeddedBy(this IQueryable<Chunk> chunks, string? model, AppDb db)
    {
        var settings = db.IndexSettings.IgnoreQueryFilters();
        return model is null
            ? chunks.Where(chunk => !settings.Any(row => row.OrganizationId == chunk.OrganizationId && row.EmbeddingModel != null))
            : chunks.Where(chunk => settings.Any(row => row.OrganizationId == chunk.OrganizationId && row.EmbeddingModel == model));
    }

    /// <summary>The installation's (null), and those that organizations chose.</summary>
    public static async Task<IReadOnlyList<string?>> ModelsAsync(AppDb db, CancellationToken cancellationToken) =>
        [null, .. await db.IndexSettings.IgnoreQueryFilters().Where(row => row.EmbeddingModel != null).Select(row => row.EmbeddingModel).Distinct().ToListAsync(cancellationToken)];
}
