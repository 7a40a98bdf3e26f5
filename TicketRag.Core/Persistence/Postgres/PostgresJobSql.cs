using TicketRag.Core.Jobs;

namespace TicketRag.Core.Persistence.Postgres;

/// <summary>The texts of <see cref="PostgresJobStatements"/>.</summary>
internal static partial class PostgresJobSql
{
    private const string Now = "statement_timestamp()";
    private const string All = "'00000000-0000-0000-0000-000000000000'::uuid";

    /// <summary>
    /// A prepared statement keeps its plan. One that was made while the table was small would read all of it, once it is large: so the
    /// planner may do that only where no index will do, for this transaction. What it then believes of costs must not start the JIT compiler,
    /// which takes seconds. Nor does it plan anew for each set of values: the plans hardly depend on them, and a claim is a long text.
    /// </summary>
    public const string ByIndex =
        "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)";

    /// <summary>
    /// The same for what need not be on the disk: a lease that a crash of the server takes back is one that ran out. Its fence may be
    /// given again then, so later writes name the worker, too.
    /// </summary>
    public const string ByIndexUnsynced = ByIndex + ", set_config('synchronous_commit', 'off', true)";

    /// <summary>Goes before a renewal: that is no change which the feed of changed jobs would have to tell anybody.</summary>
    public const string Renewing = ByIndexUnsynced + ", set_config('ticketrag.renewing', 'on', true)";

    private const string Columns = ClaimedJobRow.Columns;

    /// <summary>Parameters: organizations, ids, fences, results, messages, chunks, trace ids, and the workers that claimed them.</summary>
    public const string Complete =
        $"""
        WITH given AS (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) AS given(organization_id, id, fence, result, message, chunks, trace) ORDER BY id
        )
        UPDATE jobs SET state = 'completed', result = given.result, error = NULL, message = coalesce(given.message, jobs.message),
            lease_until = NULL, ended_at = {Now}, chunks_created = coalesce(given.chunks, jobs.chunks_created), processed_items = jobs.total_items,
            trace_id = given.trace
        FROM given
        WHERE jobs.organization_id = given.organization_id AND jobs.id = given.id AND jobs.fence = given.fence AND jobs.worker_id = ANY($8)
            AND jobs.state = 'running'
        RETURNING jobs.id
        """;

    /// <summary>
    /// Rows are locked in the order of their ids, as completions lock them: two sets that share rows in another order wait for each other.
    /// Parameters: organizations, ids, worker, lease in µs.
    /// </summary>
    public const string Renew =
        $"""
        WITH held AS MATERIALIZED (
            SELECT jobs.organization_id, jobs.id FROM unnest($1, $2) AS given(organization_id, id)
            JOIN jobs ON jobs.organization_id = given.organization_id AND jobs.id = given.id
            WHERE jobs.worker_id = $3 AND jobs.state = 'running' ORDER BY jobs.id FOR UPDATE OF jobs
        )
        UPDATE jobs SET lease_until = {Now} + $4 * interval '1 microsecond'
        FROM held WHERE jobs.organization_id = held.organization_id AND jobs.id = held.id AND jobs.worker_id = $3 AND jobs.state = 'running'
        RETURNING jobs.id, jobs.fence, jobs.cancel_requested_at IS NOT NULL
        """;

    /// <summary>Parameters: limit, the interruptions with which a job is failed.</summary>
    public const string Rescue =
        $"""
        WITH lost AS MATERIALIZED (
            SELECT ctid AS place FROM jobs
            WHERE lease_until IS NOT NULL AND lease_until < {Now} AND unique_key IS NULL AND cancel_requested_at IS NULL AND interruptions + 1 < $2
            ORDER BY lease_until LIMIT $1 FOR UPDATE SKIP LOCKED
        ), back AS (
            UPDATE jobs SET state = 'pending', run_at = {Now}, error = NULL, message = 'Its worker ' || worker_id || ' vanished', lease_until = NULL,
                attempt = attempt - 1, interruptions = interruptions + 1
            WHERE ctid = ANY(ARRAY(SELECT place FROM lost))
            RETURNING id, kind, priority, worker_id, interruptions, fence, started_at
        ), kept AS (
            INSERT INTO job_attempts (job_id, fence, outcome, worker_id, started_at, ended_at)
            SELECT id, fence, 'vanished', worker_id, started_at, {Now} FROM back
        )
        SELECT id, kind, priority, worker_id, interruptions FROM back
        """;

    /// <summary>Passes over the table where another is at it already.</summary>
    public const string Tidy = "VACUUM (SKIP_LOCKED) jobs";

    // For the others the table has defaults, run_at and created_at among them.
    private const string InsertColumns = "id, organization_id, kind, priority, args, metadata, max_attempts, total_items, traceparent, parent_id, source";

    /// <summary>Parameters: arrays of ids, organizations, kinds, priorities, delays in µs, args, metadata, attempts, items, traces, parents, sources.</summary>
    public const string Insert =
        $"""
        INSERT INTO jobs ({InsertColumns}, run_at)
        SELECT {InsertColumns}, {Now} + delay * interval '1 microsecond'
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            AS given(id, organization_id, kind, priority, delay, args, metadata, max_attempts, total_items, traceparent, parent_id, source)
        """;

    /// <summary>The same, and yields a row: by it one knows that the first of two transactions is over.</summary>
    public const string InsertEarly = $"WITH inserted AS ({Insert} RETURNING id) SELECT count(*) FROM inserted";

    /// <summary>Goes before a commit that need not be on the disk when it returns.</summary>
    public const string Unsynced = "SELECT set_config('synchronous_commit', 'off', true)";

    /// <summary>
    /// Returns when whatever was committed before it is on the disk: the log is written in its order. A transaction waits for the disk only if it has put something into
    /// the log; this is the least that one can.
    /// </summary>
    public const string Sync = "SELECT pg_logical_emit_message(true, '', '')";

    public const string Copy = $"COPY jobs ({InsertColumns}) FROM STDIN (FORMAT BINARY)";

    public const string CopyDelayed = $"COPY jobs ({InsertColumns}, run_at, created_at) FROM STDIN (FORMAT BINARY)";
}
