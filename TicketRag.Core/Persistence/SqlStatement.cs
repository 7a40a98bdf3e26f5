using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace TicketRag.Core.Persistence;

/// <summary>A statement written as SQL, for the transaction that is open: parsed and planned once for each connection, not for each time.</summary>
/// <param name="Sql">With a place for each of <paramref name="Values"/>, by its name with an @ before it.</param>
/// <param name="ReadAsync">What the rows that it returns mean.</param>
internal sealed record SqlStatement<T>(string Sql, IReadOnlyList<SqlValue> Values, Func<DbDataReader, CancellationToken, Task<T>> ReadAsync)
{
    /// <exception cref="DbException">The database refuses it, or is down.</exception>
    public async Task<T> ExecuteAsync(AppDb db, CancellationToken cancellationToken)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = Sql;
        AddTo(command.Parameters, command.CreateParameter);
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, cancellationToken);
    }

    /// <summary>Both, this one first: in one round trip where the database is somewhere else.</summary>
    /// <exception cref="DbException">The database refuses one of them, or is down.</exception>
    public async Task<(T First, TNext Next)> ExecuteAsync<TNext>(SqlStatement<TNext> next, AppDb db, CancellationToken cancellationToken)
    {
        var connection = db.Database.GetDbConnection();
        if (!connection.CanCreateBatch)
        {
            return (await ExecuteAsync(db, cancellationToken), await next.ExecuteAsync(db, cancellationToken));
        }

        await using var batch = connection.CreateBatch();
        batch.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        AddTo(batch);
        next.AddTo(batch);
        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var first = await ReadAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return (first, await next.ReadAsync(reader, cancellationToken));
    }

    private void AddTo(DbBatch batch)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = Sql;
        AddTo(command.Parameters, command.CreateParameter);
        batch.BatchCommands.Add(command);
    }

    private void AddTo(DbParameterCollection parameters, Func<DbParameter> create)
    {
        foreach (var value in Values)
        {
            var parameter = create();
            (parameter.ParameterName, parameter.DbType, parameter.Value) = ("@" + value.Name, value.Type, value.Value ?? DBNull.Value);
            parameters.Add(parameter);
        }
    }
}

/// <summary>A value for a <see cref="SqlStatement{T}"/>.</summary>
internal readonly record struct SqlValue(string Name, DbType Type, object? Value);
