using Microsoft.EntityFrameworkCore;

namespace TicketRag.Core.Persistence.Postgres;

/// <summary>
/// The server gathers statistics by itself, but looks for work once a minute. Until then it believes that hardly anything belongs to an organization, and reads all chunks of
/// one to find a few: the more the faster they come in.
/// </summary>
internal sealed class PostgresStatistics : IDatabaseStatistics
{
    private const int WorthAPlan = 100;

    // A table that was vacuumed has a number of rows, and may have no statistics all the same. Others' tables are left alone: the server would refuse. Only the columns that it is
    // searched by: long texts and vectors, and the words of all chunks that the full-text index stands on, would take seconds.
    private static readonly string Grown =
        $"""
        SELECT format('%I.%I', stat.schemaname, stat.relname) AS "Name", searched.columns AS "Columns"
        FROM pg_stat_user_tables stat JOIN pg_class ON pg_class.oid = stat.relid CROSS JOIN LATERAL (
            SELECT string_agg(DISTINCT quote_ident(attname), ', ') AS columns FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
            WHERE indrelid = stat.relid) searched
        WHERE stat.schemaname = current_schema() AND searched.columns IS NOT NULL AND pg_has_role(relowner, 'USAGE') AND n_live_tup >= {WorthAPlan}
            AND (n_live_tup >= 2 * reltuples OR (last_analyze IS NULL AND last_autoanalyze IS NULL))
        ORDER BY 1
        """;

    public async Task<IReadOnlyList<string>> RenewAsync(AppDb db, CancellationToken cancellationToken)
    {
        var grown = await db.Database.SqlQueryRaw<GrownTable>(Grown).ToListAsync(cancellationToken);
        if (grown.Count > 0)
        {
            await db.Database.ExecuteSqlRawAsync($"ANALYZE (SKIP_LOCKED) {string.Join(", ", grown.Select(table => $"{table.Name} ({table.Columns})"))}", cancellationToken);
        }

        return [.. grown.Select(table => table.Name)];
    }

    /// <param name="Columns">Those that indexes stand on.</param>
    private sealed record GrownTable(string Name, string Columns);
}
