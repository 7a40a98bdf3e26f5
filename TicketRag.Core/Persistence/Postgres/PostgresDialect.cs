using Microsoft.EntityFrameworkCore.Migrations;

namespace TicketRag.Core.Persistence.Postgres;

public sealed class PostgresDialect : SqlDialect
{
    public static PostgresDialect Instance { get; } = new();

    // Constant within a statement, unlike clock_timestamp(), which no index can be searched by.
    public override string Now => "statement_timestamp()";

    public override string HasHistory => $"SELECT CASE WHEN to_regclass('\"{HistoryRepository.DefaultTableName}\"') IS NULL THEN 0 ELSE 1 END";

    public override string NowPlus(string microseconds) => $"({Now} + {microseconds} * interval '1 microsecond')";

    public override string IsIn(string column, string list) => $"{column} = ANY({list})";

    public override object List(IEnumerable<Guid> ids) => ids.ToArray();

    public override ValueTask<IDisposable?> WaitForTurnToWriteAsync(WriteUrgency urgency, CancellationToken cancellationToken) => new((IDisposable?)null);
}
