using Microsoft.EntityFrameworkCore;

namespace TicketRag.Core.Persistence.Postgres;

/// <summary>
/// The server gathers statistics by itself, but looks for work once a minute. Until then it believes that hardly anything belongs to an organization, and reads all chunks of
/// one to find a few: the more the faster they come in.
/// </summary>
internal sealed class PostgresStatistics : IDatabaseStatistics
{
    private const int WorthAPlan = 100;

    // A table that was vacuumed has a number of rows, and may have no statistics all the same. Others' tables are left alone: the server would refuse.
    private static readonly string Grown =
        $"""
        SELECT quote_ident(stat.schemaname) || '.' || quote_ident(stat.relname) AS "Value"
        FROM pg_stat_user_tables stat JOIN pg_class ON pg_class.oid = stat.relid
        WHERE n_live_tup >= {WorthAPlan} AND (n_live_tup >= 2 * reltuples OR (last_analyze IS NULL AND last_autoanalyze IS NULL))
            AND pg_has_role(relowner, 'USAGE')
        ORDER BY 1
        """;

    public async Task<IReadOnlyList<string>> RenewAsync(AppDb db, CancellationToken cancellationToken)
    {
        var grown = await db.Database.SqlQueryRaw<string>(Grown).ToListAsync(cancellationToken);
        if (grown.Count > 0)
        {
            await db.Database.ExecuteSqlRawAsync($"ANALYZE (SKIP_LOCKED) {string.Join(", ", grown)}", cancellationToken);
        }

        return grown;
    }
}
