namespace TicketRag.Core.Persistence.Postgres;

public sealed class PostgresDialect : SqlDialect
{
    public static PostgresDialect Instance { get; } = new();

    public override string Now => "clock_timestamp()";

    public override string NowPlus(string microseconds) => $"({Now} + {microseconds} * interval '1 microsecond')";

    public override string IsIn(string column, string list) => $"{column} = ANY({list})";

    public override object List(IEnumerable<Guid> ids) => ids.ToArray();

    public override ValueTask<IDisposable?> WaitForTurnToWriteAsync(WriteUrgency urgency, CancellationToken cancellationToken) => new((IDisposable?)null);
}
