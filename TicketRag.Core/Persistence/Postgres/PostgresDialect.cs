using Microsoft.EntityFrameworkCore;
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

    public override string SkipLocked => "FOR UPDATE SKIP LOCKED";

    public override object List(IEnumerable<Guid> ids) => ids.ToArray();

    public override string NoTexts => "'{}'";

    public override ValueTask<IDisposable?> WaitForTurnToWriteAsync(WriteUrgency urgency, CancellationToken cancellationToken) => new((IDisposable?)null);

    public override Task HoldAsync(AppDb db, string name, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))", cancellationToken);

    public override async ValueTask PrepareTransactionAsync(AppDb db, WriteUrgency urgency, CancellationToken cancellationToken)
    {
        if (urgency == WriteUrgency.Note)
        {
            await db.Database.ExecuteSqlRawAsync("SET LOCAL synchronous_commit = off", cancellationToken);
        }
    }
}
