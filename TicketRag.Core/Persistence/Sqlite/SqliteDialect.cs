namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>One per database file and process: it holds the line that writers wait in.</summary>
public sealed class SqliteDialect : SqlDialect
{
    /// <summary>Registered on every connection by <see cref="SqliteConnectionSetup"/>.</summary>
    internal const string NowFunction = "ticketrag_now";

    private readonly SemaphoreSlim _turn = new(1, 1);

    public override string Now => NowFunction + "()";

    public override string NowPlus(string microseconds) => $"({Now} + {microseconds})";

    public override string IsIn(string column, string list) => $"{column} IN (SELECT value FROM json_each({list}))";

    // The driver writes Guids as upper-case text.
    public override object List(IEnumerable<Guid> ids) => "[" + string.Join(',', ids.Select(id => $"\"{id.ToString().ToUpperInvariant()}\"")) + "]";

    public override async ValueTask<IDisposable?> WaitForTurnToWriteAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        private SemaphoreSlim? _turn = turn;

        public void Dispose() => Interlocked.Exchange(ref _turn, null)?.Release();
    }
}
