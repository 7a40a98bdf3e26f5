using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using TicketRag.Core.Jobs;

namespace TicketRag.Core.Persistence.Postgres;

/// <summary>The job path's hot statements: prepared, and each one round trip with what goes before it.</summary>
internal sealed class PostgresJobStatements : IJobStatements
{
    private const NpgsqlDbType Uuids = NpgsqlDbType.Array | NpgsqlDbType.Uuid;
    private const NpgsqlDbType Texts = NpgsqlDbType.Array | NpgsqlDbType.Text;
    private const NpgsqlDbType Integers = NpgsqlDbType.Array | NpgsqlDbType.Integer;
    private const NpgsqlDbType Bigints = NpgsqlDbType.Array | NpgsqlDbType.Bigint;

    private static readonly TimeSpan TidiesWithin = TimeSpan.FromMinutes(10);

    public async Task<ClaimedJobs> ClaimAsync(AppDb db, JobClaim claim, CancellationToken cancellationToken)
    {
        var all = claim.ExpectsFew ? await ClaimFewAsync(db, claim, cancellationToken) : null;
        var jobs = all ?? await ClaimInTurnsAsync(db, claim, cancellationToken);
        jobs.Sort(static (a, b) => (a.Priority, a.RunAt, a.Id).CompareTo((b.Priority, b.RunAt, b.Id)));
        return new(jobs, AreAll: all is not null);
    }

    // Null where it has to be decided which of the jobs are next.
    private static async Task<List<Job>?> ClaimFewAsync(AppDb db, JobClaim claim, CancellationToken cancellationToken)
    {
        var areAll = false;
        var rows = await ReadAsync(
            db, PostgresJobSql.ByIndexUnsynced, PostgresJobSql.ClaimFew, ClaimParameters(claim),
            row =>
            {
                areAll = row.GetBoolean(ClaimedJobRow.Count);
                return row.IsDBNull(0) ? null : PostgresJobRow.Read(row, claim.WorkerId);
            },
            cancellationToken);
        return areAll ? [.. rows.OfType<Job>()] : null;
    }

    private static Task<List<Job>> ClaimInTurnsAsync(AppDb db, JobClaim claim, CancellationToken cancellationToken) => ReadAsync(
        db, PostgresJobSql.LockLimits, PostgresJobSql.Claim,
        [.. ClaimParameters(claim), Nullable(claim.OldestFirstAfter?.ToMicroseconds()), Of(claim.HighSlots)],
        row => PostgresJobRow.Read(row, claim.WorkerId), cancellationToken);

    private static NpgsqlParameter[] ClaimParameters(JobClaim claim) =>
    [
        Text(claim.WorkerId), Of(claim.Lease.ToMicroseconds()), Of((int)claim.Lowest), Of(claim.Count), Of(claim.Slots ?? claim.Count),
        Of(claim.QuickKinds.ToArray(), Texts),
    ];

    public async Task<IReadOnlyCollection<Guid>> CompleteAsync(
        AppDb db, IReadOnlyList<JobCompletion> completions, CancellationToken cancellationToken) =>
        await ReadAsync(
            db, PostgresJobSql.ByIndex, PostgresJobSql.Complete,
            [
                Column(completions, one => one.Job.OrganizationId.Value, Uuids), Column(completions, one => one.Job.Id, Uuids), Column(completions, one => one.Job.Fence, Integers),
                Column(completions, one => one.Result, Texts), Column(completions, one => one.Message, Texts),
                Column(completions, one => one.ChunksCreated, Integers), Column(completions, one => one.TraceId, Texts),
                Of(completions.Select(one => one.Job.WorkerId).Distinct().ToArray(), Texts),
            ],
            static row => row.GetGuid(0), cancellationToken);

    public async Task<IReadOnlyList<HeldLease>> RenewAsync(
        AppDb db, string workerId, IReadOnlyCollection<Job> jobs, TimeSpan lease, CancellationToken cancellationToken) =>
        await ReadAsync(
            db, PostgresJobSql.Renewing, PostgresJobSql.Renew, [Of(jobs.Select(job => job.OrganizationId.Value).ToArray(), Uuids), Of(jobs.Select(job => job.Id).ToArray(), Uuids), Text(workerId), Of(lease.ToMicroseconds())],
            static row => new HeldLease(row.GetGuid(0), row.GetInt32(1), row.GetBoolean(2)), cancellationToken);

    public async Task<IReadOnlyList<RescuedJob>> RescueAsync(AppDb db, int limit, int maxInterruptions, CancellationToken cancellationToken) =>
        await ReadAsync(
            db, PostgresJobSql.ByIndex, PostgresJobSql.Rescue, [Of(limit), Of(maxInterruptions)],
            static row => new RescuedJob(row.GetGuid(0), row.GetString(1), (JobPriority)row.GetInt32(2), row.GetString(3), row.GetInt32(4)), cancellationToken);

    public Task TidyAsync(AppDb db, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(TidiesWithin);
        return db.Database.ExecuteSqlRawAsync(PostgresJobSql.Tidy, cancellationToken);
    }

    public async Task InsertAloneAsync(AppDb db, IReadOnlyList<JobInsert> jobs, bool early, Action visible, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
            await (early ? InsertEarlyAsync(batch, jobs, visible, cancellationToken) : InsertOnceAsync(batch, jobs, visible, cancellationToken));
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    // Two transactions in one round trip: the barrier ends the first.
    private static async Task InsertEarlyAsync(NpgsqlBatch batch, IReadOnlyList<JobInsert> jobs, Action visible, CancellationToken cancellationToken)
    {
        var insert = InsertOf(PostgresJobSql.InsertEarly, jobs);
        insert.AppendErrorBarrier = true;
        batch.BatchCommands.Add(new(PostgresJobSql.Unsynced));
        batch.BatchCommands.Add(insert);
        batch.BatchCommands.Add(new(PostgresJobSql.Sync));
        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);

        // The server keeps what it has to say until a transaction has ended: with its row, the first is committed.
        await reader.NextResultAsync(CancellationToken.None);
        visible();
        while (await reader.NextResultAsync(CancellationToken.None))
        {
            // Until the second has ended, too.
        }
    }

    private static async Task InsertOnceAsync(NpgsqlBatch batch, IReadOnlyList<JobInsert> jobs, Action visible, CancellationToken cancellationToken)
    {
        batch.BatchCommands.Add(InsertOf(PostgresJobSql.Insert, jobs));
        await batch.PrepareAsync(cancellationToken);
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        visible();
    }

    public async Task InsertAsync(AppDb db, IReadOnlyList<JobInsert> jobs, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var now = jobs.Any(row => row.Job.Delay != TimeSpan.Zero) ? await NowAsync(connection, cancellationToken) : (DateTime?)null;
        await using var copy = await connection.BeginBinaryImportAsync(now is null ? PostgresJobSql.Copy : PostgresJobSql.CopyDelayed, cancellationToken);
        foreach (var row in jobs)
        {
            PostgresJobRow.Write(copy, row, now);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task<DateTime> NowAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var clock = new NpgsqlCommand("SELECT statement_timestamp()", connection);
        return (DateTime)(await clock.ExecuteScalarAsync(cancellationToken))!;
    }

    private static NpgsqlBatchCommand InsertOf(string sql, IReadOnlyList<JobInsert> jobs)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(InsertParameters(jobs));
        return command;
    }

    private static NpgsqlParameter[] InsertParameters(IReadOnlyList<JobInsert> jobs) =>
    [
        Column(jobs, row => row.Id, Uuids), Column(jobs, row => row.Organization.Value, Uuids), Column(jobs, row => row.Job.Kind, Texts),
        Column(jobs, row => (int)row.Job.Priority, Integers), Column(jobs, row => row.Job.Delay.ToMicroseconds(), Bigints),
        Column(jobs, row => row.Job.Args, Texts), Column(jobs, row => row.Job.Metadata, Texts), Column(jobs, row => row.Job.MaxAttempts, Integers),
        Column(jobs, row => row.Job.TotalItems, Integers), Column(jobs, row => row.Traceparent, Texts), Column(jobs, row => row.ParentId, Uuids),
        Column(jobs, row => row.Job.Source, Texts),
    ];

    // Both commands are one transaction: that of the caller, or an implicit one.
    private static async Task<List<T>> ReadAsync<T>(
        AppDb db, string before, string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddRange(parameters);
            batch.BatchCommands.Add(new(before));
            batch.BatchCommands.Add(command);
            await batch.PrepareAsync(cancellationToken);

            // Not given up half way: what was claimed by then would run out of its lease with nobody at work.
            await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
            await reader.NextResultAsync(CancellationToken.None);
            var rows = new List<T>();
            while (await reader.ReadAsync(CancellationToken.None))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private static NpgsqlParameter Column<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> value, NpgsqlDbType type)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(rows[i]);
        }

        return Of(values, type);
    }

    private static NpgsqlParameter<T> Of<T>(T value, NpgsqlDbType type) => new() { TypedValue = value, NpgsqlDbType = type };

    private static NpgsqlParameter<string> Text(string value) => Of(value, NpgsqlDbType.Text);

    private static NpgsqlParameter<int> Of(int value) => Of(value, NpgsqlDbType.Integer);

    private static NpgsqlParameter<long> Of(long value) => Of(value, NpgsqlDbType.Bigint);

    private static NpgsqlParameter Nullable(long? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };
}
