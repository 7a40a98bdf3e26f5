using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Documents.Reindexing;

/// <summary>The index settings of the scope's organization, looked up once in a scope.</summary>
public sealed class OrganizationIndexSettings(AppDb db)
{
    private Task<IndexSettings?>? _settings;

    /// <summary>Null: the installation's.</summary>
    public async ValueTask<IndexSettings?> GetAsync(CancellationToken cancellationToken)
    {
        if (_settings is not { IsCompletedSuccessfully: true })
        {
            _settings = db.IndexSettings.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        }

        return await _settings;
    }
}
