using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Connections;
using TicketRag.Core.Models;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Documents.Reindexing;

/// <summary>The embedding model of the scope's organization, looked up once in a scope.</summary>
public sealed class OrganizationModel(AppDb db, OrganizationIndexSettings settings, Embedders embedders, IVectorStores stores)
{
    private bool _isKnown;
    private string? _name;

    /// <summary>Null: the installation's.</summary>
    public async ValueTask<string?> NameAsync(CancellationToken cancellationToken)
    {
        if (!_isKnown)
        {
            _name = (await settings.GetAsync(cancellationToken))?.EmbeddingModel;
            _isKnown = true;
            if (_name is not null)
            {
                await MeetAsync(_name, cancellationToken);
            }
        }

        return _name;
    }

    public async ValueTask<Embedder> EmbedderAsync(CancellationToken cancellationToken) => embedders.Of(await NameAsync(cancellationToken));

    /// <summary>Whether a reindexing has switched to another model since this scope began, so that what it wrote is in the wrong store.</summary>
    public async Task<bool> HasChangedAsync(CancellationToken cancellationToken) => _isKnown && await LiveAsync(cancellationToken) != _name;

    private Task<string?> LiveAsync(CancellationToken cancellationToken) =>
        db.IndexSettings.AsNoTracking().Select(row => row.EmbeddingModel).SingleOrDefaultAsync(cancellationToken);

    // Another process may have made its store: this one must know whose vectors lie there before it writes or compares any.
    private async Task MeetAsync(string name, CancellationToken cancellationToken)
    {
        if (embedders.HasStore(name))
        {
            return;
        }

        try
        {
            var embedder = embedders.Of(name);
            await EmbeddingCache.RecallSpaceAsync(db, embedder, cancellationToken);
            await stores.Of(name).PrepareAsync(embedder.Space, cancellationToken);
            embedders.NoteStore(name, embedder.Space);
        }
        catch (DependencyUnavailableException)
        {
            // Whoever wants to use the store hears of it there.
        }
    }
}
