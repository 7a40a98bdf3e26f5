using System.Collections.Concurrent;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Embedded.Files;

namespace TicketRag.Core.Retrieval.Embedded;

/// <summary>
/// The vector store of embedded mode: per organization an inverted index and its vectors, all in this process's memory.
/// It starts with every process, so that the caller projects the database into it first, or confirms what was kept in files.
/// </summary>
/// <param name="compactAfter">How many deleted chunks of an organization are kept as tombstones at least.</param>
/// <param name="files">Null: nothing is kept.</param>
public sealed class EmbeddedVectorStore(ITextAnalyzer analyzer, int compactAfter = 1024, Bm25? bm25 = null, IndexFiles? files = null) : IVectorStore
{
    private readonly Bm25 _bm25 = bm25 ?? new();
    private readonly ConcurrentDictionary<OrganizationId, OrganizationIndex> _indexes = new();
    private readonly Lock _preparing = new();
    private EmbeddingSpace? _space;
    private bool _isPublished;
    private volatile bool _isComplete;

    public string Name => "embedded";

    /// <summary>
    /// A new space drops all vectors at once; words are searched as before. An unknown space (null) leaves what is known.
    /// </summary>
    public Task<bool> PrepareAsync(EmbeddingSpace? space, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_preparing)
        {
            if (space is not null && space != _space)
            {
                var isFirst = _space is null;
                _space = space;
                _isPublished = false;
                foreach (var index in _indexes.Values)
                {
                    index.StartSpace(space.Dimensions);
                }

                if (isFirst)
                {
                    Restore(space);
                }
            }

            return Task.FromResult(!_isPublished);
        }
    }

    public Task<IReadOnlySet<Guid>> ConfirmAsync(OrganizationId organization, IReadOnlyList<DocumentStamp> documents, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlySet<Guid>>(_indexes.GetValueOrDefault(organization)?.Confirm(documents) ?? []);
    }

    /// <summary>What was projected is searched from the first upsert on; this only notes that it is complete.</summary>
    public Task PublishAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_preparing)
        {
            foreach (var index in _indexes.Values)
            {
                index.EndRestoring();
            }

            _isPublished = true;
            _isComplete = true;
        }

        return Task.CompletedTask;
    }

    public ValueTask<bool> IsCompleteAsync(CancellationToken cancellationToken) => new(_isComplete);

    /// <summary>Before the space is known, vectors are left out: preparing for it asks for a projection.</summary>
    /// <exception cref="ArgumentException">A vector's length isn't the space's, or one of its numbers isn't finite. Nothing was written.</exception>
    public Task UpsertAsync(OrganizationId organization, IReadOnlyList<ChunkPoint> points, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IndexOf(organization).Upsert(points);
        return Task.CompletedTask;
    }

    public Task DeleteDocumentAsync(OrganizationId organization, Guid documentId, int? keepVersion, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _indexes.GetValueOrDefault(organization)?.DeleteDocument(documentId, keepVersion);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<ChunkHit>> SearchAsync(OrganizationId organization, ChunkQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_indexes.TryGetValue(organization, out var index) ? Search(index, query) : []);
    }

    public Task<IReadOnlyDictionary<string, string>> CorrectionsAsync(OrganizationId organization, ChunkQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (query.Text is not { } text || !_indexes.TryGetValue(organization, out var index))
        {
            return Task.FromResult(ChunkQuery.NoCorrections);
        }

        var snapshot = index.Current;
        using var filter = new RowFilter(snapshot, index.Labels, query);
        return Task.FromResult(Spelling.Corrections(snapshot, filter, analyzer, text));
    }

    public Task<long> CountAsync(OrganizationId organization, Guid? documentId, CancellationToken cancellationToken) =>
        Task.FromResult(_indexes.GetValueOrDefault(organization) is { } index ? documentId is { } id ? index.CountOf(id) : index.Current.LiveRows : 0L);

    public Task<IReadOnlyList<PointKey>> ListAsync(OrganizationId organization, Guid after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(_indexes.GetValueOrDefault(organization)?.List(after, limit) ?? []);

    /// <summary>Keeps the indexes in files of which at least one row of so many has changed. Nothing, until all is there that the database has.</summary>
    public void Save(int oneOf, CancellationToken cancellationToken)
    {
        if (files is null || !_isPublished || _space is not { } space)
        {
            return;
        }

        foreach (var (organization, index) in _indexes)
        {
            if (index.HasChanged(oneOf))
            {
                index.Save((snapshot, labels) => files.TrySave(organization, space, snapshot, labels, cancellationToken));
            }
        }
    }

    private void Restore(EmbeddingSpace space)
    {
        foreach (var (organization, snapshot, labels) in files?.Load(space) ?? [])
        {
            IndexOf(organization).Restore(snapshot, labels);
        }
    }

    private IReadOnlyList<ChunkHit> Search(OrganizationIndex index, ChunkQuery query)
    {
        var snapshot = index.Current;
        using var filter = new RowFilter(snapshot, index.Labels, query);
        var dense = query.Vector is { } vector && query.Weights.Dense > 0
            ? DenseSearch.Search(snapshot, filter, vector.Span, query.ChannelLimit)
            : [];
        var lexical = query.Text is { } text && query.Weights.Lexical > 0
            ? LexicalSearch.Search(snapshot, filter, CorrectingAnalyzer.Of(analyzer, query.Corrections), _bm25, text, query.ChannelLimit)
            : [];
        return ReciprocalRankFusion.Fuse(dense, lexical, query.Weights, query.Limit);
    }

    private OrganizationIndex IndexOf(OrganizationId organization)
    {
        if (_indexes.TryGetValue(organization, out var index))
        {
            return index;
        }

        lock (_preparing)
        {
            return _indexes.GetOrAdd(organization, _ => new(analyzer, _space?.Dimensions ?? 0, compactAfter));
        }
    }
}
