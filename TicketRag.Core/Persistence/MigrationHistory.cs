using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace TicketRag.Core.Persistence;

/// <summary>
/// Asks the database which migrations it has, with nothing but a connection: EF Core builds its model first, and that would be a third of a start.
/// </summary>
public sealed class MigrationHistory(Func<DbConnection> connect, Type context, SqlDialect dialect)
{
    private readonly Lazy<string> _newest = new(() => context.Assembly.GetTypes()
        .Where(type => type.GetCustomAttribute<DbContextAttribute>()?.ContextType == context)
        .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id)
        .OfType<string>().Max(StringComparer.Ordinal)!);

    /// <summary>Of the migrations that this build knows.</summary>
    public string Newest => _newest.Value;

    /// <summary>Whether the newest migration that this build knows has been applied.</summary>
    /// <exception cref="DbException">The database can't be asked.</exception>
    public async Task<bool> HasNewestAsync(CancellationToken cancellationToken)
    {
        await using var connection = connect();
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = dialect.HasHistory;
        if (!await IsTrueAsync(command, cancellationToken))
        {
            return false;
        }

        command.CommandText = $"SELECT count(*) FROM \"{HistoryRepository.DefaultTableName}\" WHERE \"MigrationId\" = @id";
        var id = command.CreateParameter();
        (id.ParameterName, id.Value) = ("id", Newest);
        command.Parameters.Add(id);
        return await IsTrueAsync(command, cancellationToken);
    }

    private static async Task<bool> IsTrueAsync(DbCommand command, CancellationToken cancellationToken) =>
        Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), null) > 0;
}
