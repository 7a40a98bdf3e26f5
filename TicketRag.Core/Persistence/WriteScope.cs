using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace TicketRag.Core.Persistence;

/// <summary>A writing transaction. Disposed without <see cref="CommitAsync"/>, it never happened.</summary>
public sealed class WriteScope(AppDb db, WriteUrgency urgency, IDbContextTransaction transaction, IDisposable? turn) : IAsyncDisposable
{
    private readonly List<Action> _afterCommit = [];

    public AppDb Db { get; } = db;

    /// <summary>Waits until nobody else holds what has this name, and holds it until the transaction ends.</summary>
    public Task HoldAsync(string name, CancellationToken cancellationToken) => Db.Dialect.HoldAsync(Db, name, cancellationToken);

    /// <summary>Something quick that must only happen once the rows are there, such as waking a worker.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>Saves what the context tracks, commits, and does what waits for the commit.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await Db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        turn?.Dispose();
        Db.Dialect.Committed(Db.Database.GetDbConnection(), urgency);
        foreach (var action in _afterCommit)
        {
            action();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
            await Db.Database.CloseConnectionAsync();
        }
        finally
        {
            turn?.Dispose();
        }
    }
}
