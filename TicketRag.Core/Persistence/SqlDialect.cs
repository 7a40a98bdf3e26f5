using System.Data.Common;

namespace TicketRag.Core.Persistence;

/// <summary>The few expressions in which the two databases differ, for statements that are written as SQL.</summary>
public abstract class SqlDialect
{
    /// <summary>The clock that leases are compared by: the server's on Postgres, the process's own on SQLite.</summary>
    public abstract string Now { get; }

    /// <summary>An instant so many microseconds after <see cref="Now"/>.</summary>
    /// <param name="microseconds">A placeholder or expression of type bigint.</param>
    public abstract string NowPlus(string microseconds);

    /// <summary>A query for one number: more than 0 where the table of applied migrations exists.</summary>
    public abstract string HasHistory { get; }

    /// <summary>A condition that <paramref name="column"/> is in the list that <see cref="List"/> made.</summary>
    public abstract string IsIn(string column, string list);

    public abstract object List(IEnumerable<Guid> ids);

    /// <summary>Ends a query that locks its rows and passes over those that another has locked.</summary>
    public virtual string SkipLocked => "";

    /// <summary>The value of a column of texts that has none, as an expression.</summary>
    public abstract string NoTexts { get; }

    /// <summary>Whether others wait while a transaction writes, whatever it writes.</summary>
    public virtual bool HasOneWriter => false;

    /// <summary>SQLite has one writer at a time: waiting in line here beats its polling lock. Null where the server queues writers itself.</summary>
    public abstract ValueTask<IDisposable?> WaitForTurnToWriteAsync(WriteUrgency urgency, CancellationToken cancellationToken);

    /// <summary>Until the transaction ends, whoever else asks for what has this name waits. SQLite has one writer at a time, so there it needs nothing.</summary>
    public virtual Task HoldAsync(AppDb db, string name, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What the open connection needs before such a transaction begins on it.</summary>
    public virtual ValueTask PrepareToWriteAsync(DbConnection connection, WriteUrgency urgency, CancellationToken cancellationToken) => default;

    /// <summary>What such a transaction needs first, once it has begun.</summary>
    public virtual ValueTask PrepareTransactionAsync(AppDb db, WriteUrgency urgency, CancellationToken cancellationToken) => default;

    /// <summary>Such a transaction has committed on this connection, and others may write.</summary>
    public virtual void Committed(DbConnection connection, WriteUrgency urgency)
    {
    }
}
