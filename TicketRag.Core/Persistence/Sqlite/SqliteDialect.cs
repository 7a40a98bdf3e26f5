using System.Data.Common;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore.Migrations;

namespace TicketRag.Core.Persistence.Sqlite;

/// <summary>One per database file and process: it holds the line that writers wait in.</summary>
public sealed class SqliteDialect(TimeProvider time) : SqlDialect
{
    /// <summary>Registered on every connection by <see cref="SqliteConnectionSetup"/>.</summary>
    internal const string NowFunction = "ticketrag_now";

    private const int Many = 100;

    private readonly WriterLine _line = new(time);
    private readonly Channel<bool> _many = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _commits;

    public override string Now => NowFunction + "()";

    public override bool HasOneWriter => true;

    public override string HasHistory => $"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{HistoryRepository.DefaultTableName}'";

    public override string NowPlus(string microseconds) => $"({Now} + {microseconds})";

    public override string IsIn(string column, string list) => $"{column} IN (SELECT value FROM json_each({list}))";

    // The driver writes Guids as upper-case text.
    public override object List(IEnumerable<Guid> ids) => "[" + string.Join(',', ids.Select(id => $"\"{id.ToString().ToUpperInvariant()}\"")) + "]";

    public override string NoTexts => "'[]'";

    /// <summary>A request has come in that will write in a moment: the background begins no write until it has and is answered, or some milliseconds have passed.</summary>
    /// <returns>Dispose it when the request is answered.</returns>
    public IDisposable ExpectWrite() => _line.Expect();

    public override async ValueTask<IDisposable?> WaitForTurnToWriteAsync(WriteUrgency urgency, CancellationToken cancellationToken) =>
        await _line.WaitAsync(urgency, cancellationToken);

    // In WAL mode, NORMAL leaves the waiting for the disk to the next checkpoint or durable commit, and can't corrupt the file.
    public override async ValueTask PrepareToWriteAsync(DbConnection connection, WriteUrgency urgency, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = urgency == WriteUrgency.Request ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Returns when a hundred transactions have committed since it last did: their log has about a thousand pages.</summary>
    internal async Task ManyCommitsAsync(CancellationToken cancellationToken) => await _many.Reader.ReadAsync(cancellationToken);

    // What the background left to the next durable commit, a request would wait for.
    public override void Committed(DbConnection connection, WriteUrgency urgency)
    {
        if (Interlocked.Increment(ref _commits) % Many == 0)
        {
            _many.Writer.TryWrite(true);
        }

        if (urgency != WriteUrgency.Request)
        {
            WalWriteBack.Start(connection.DataSource);
        }
    }
}
