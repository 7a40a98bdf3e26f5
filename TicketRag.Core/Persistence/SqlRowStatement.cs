using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace TicketRag.Core.Persistence;

/// <summary>
/// A statement for one row, executed for each of many in their order, in the transaction that is open: parsed and planned once, and where the database is somewhere else, many rows
/// in one round trip.
/// </summary>
/// <param name="sql">With a place for each of <paramref name="columns"/>, by its name with an @ before it.</param>
internal sealed class SqlRowStatement(string sql, params IReadOnlyList<SqlColumn> columns)
{
    private const int RowsPerRoundTrip = 100;

    /// <param name="rows">Of each the values, one for each column.</param>
    /// <exception cref="DbException">The database refuses one of them, or is down.</exception>
    public async Task ExecuteAsync(AppDb db, IEnumerable<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
    {
        var connection = db.Database.GetDbConnection();
        var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        if (!connection.CanCreateBatch)
        {
            await ExecuteEachAsync(connection, transaction, rows, cancellationToken);
            return;
        }

        foreach (var some in rows.Chunk(RowsPerRoundTrip))
        {
            await ExecuteTogetherAsync(connection, transaction, some, cancellationToken);
        }
    }

    private async Task ExecuteEachAsync(DbConnection connection, DbTransaction transaction, IEnumerable<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        var parameters = ParametersOf(command.CreateParameter);
        command.Parameters.AddRange(parameters);
        foreach (var row in rows)
        {
            Set(parameters, row);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private async Task ExecuteTogetherAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<object?>[] rows, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        foreach (var row in rows)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = sql;
            var parameters = ParametersOf(command.CreateParameter);
            Set(parameters, row);
            command.Parameters.AddRange(parameters);
            batch.BatchCommands.Add(command);
        }

        await batch.PrepareAsync(cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private DbParameter[] ParametersOf(Func<DbParameter> create) =>
    [
        .. columns.Select(column =>
        {
            var parameter = create();
            (parameter.ParameterName, parameter.DbType) = ("@" + column.Name, column.Type);
            return parameter;
        }),
    ];

    private static void Set(DbParameter[] parameters, IReadOnlyList<object?> row)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i].Value = row[i] ?? DBNull.Value;
        }
    }
}

/// <summary>A value that is another in each row of a <see cref="SqlRowStatement"/>.</summary>
internal readonly record struct SqlColumn(string Name, DbType Type);
