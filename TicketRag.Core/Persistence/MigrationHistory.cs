using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace TicketRag.Core.Persistence;

/// <summary>Asks the database which migrations it has.</summary>
public sealed class MigrationHistory(DatabaseProbe database, Type context, SqlDialect dialect)
{
    private readonly Lazy<string> _newest = new(() => context.Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Migration)) && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == context)
        .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id)
        .OfType<string>().Max(StringComparer.Ordinal)!);

    /// <summary>Of the migrations that this build knows.</summary>
    public string Newest => _newest.Value;

    /// <summary>Whether the newest migration that this build knows has been applied.</summary>
    /// <exception cref="DbException">The database can't be asked.</exception>
    public async Task<bool> HasNewestAsync(CancellationToken cancellationToken) =>
        await database.AnyAsync(dialect.HasHistory, null, cancellationToken)
        && await database.AnyAsync(
            $"SELECT count(*) FROM \"{HistoryRepository.DefaultTableName}\" WHERE \"MigrationId\" = @value", Newest, cancellationToken);
}
