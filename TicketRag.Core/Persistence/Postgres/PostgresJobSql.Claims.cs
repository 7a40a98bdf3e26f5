namespace TicketRag.Core.Persistence.Postgres;

/// <summary>Which jobs a worker gets next, and how it takes them.</summary>
internal static partial class PostgresJobSql
{
    /// <summary>
    /// Goes before a claim and keeps limits exact: claims that share one wait for each other here, and the claim's own snapshot then has
    /// what the other took.
    /// </summary>
    public const string LockLimits = ByIndexUnsynced +
        """
        , (SELECT count(*) FROM (SELECT 1 FROM job_limits WHERE max_running IS NOT NULL OR starts_per_second IS NOT NULL
            ORDER BY organization_id, kind FOR UPDATE) locked)
        """;

    private const string Limiting = "(paused_at IS NOT NULL OR max_running IS NOT NULL OR starts_per_second IS NOT NULL)";

    /// <summary>
    /// Where little is pending, nothing is limited and all that is due may be taken, there is nothing to decide between: no lanes, no turns. A third of the time of
    /// <see cref="Claim"/>, most of which the server needs to set its many nodes up.
    /// Parameters as there, up to the quick kinds. Yields at least one row; the last column of each says whether that was so.
    /// </summary>
    public const string ClaimFew =
        $"""
        WITH few AS MATERIALIZED (
            SELECT priority, organization_id, kind, run_at, id FROM jobs WHERE state = 'pending' AND priority <= $3
            ORDER BY priority, organization_id, kind, run_at, id LIMIT 33
        ), fit AS MATERIALIZED (
            SELECT (SELECT count(*) FROM few) <= 32 AND count(*) <= $4 AND count(*) FILTER (WHERE kind <> ALL($6)) <= $5
                AND NOT EXISTS (SELECT 1 FROM job_limits WHERE {Limiting}) AS all_of_them
            FROM few WHERE run_at <= {Now}
        ), claimed AS (
            UPDATE jobs SET {Claiming}
            WHERE ctid = ANY(ARRAY(
                SELECT row.place FROM few CROSS JOIN LATERAL (
                    SELECT ctid AS place FROM jobs
                    WHERE state = 'pending' AND priority = few.priority AND organization_id = few.organization_id AND kind = few.kind
                        AND run_at = few.run_at AND id = few.id
                    FOR UPDATE SKIP LOCKED) row
                WHERE few.run_at <= {Now} AND (SELECT all_of_them FROM fit)))
            RETURNING {Columns}
        )
        SELECT {Columns}, all_of_them FROM fit LEFT JOIN claimed ON TRUE
        """;

    private const string Claiming =
        $"""
        state = 'running', attempt = attempt + 1, fence = fence + 1, worker_id = $1, started_at = {Now},
                lease_until = {Now} + $2 * interval '1 microsecond', error = NULL
        """;

    /// <summary>
    /// One statement: hop through the index from lane (priority, organization, kind) to lane, leave out those without room, take the head of
    /// each, and lock the best of them. Its cost grows with the number of lanes, not with the number of pending jobs: the lateral and array
    /// forms leave the planner no join that would read the whole table, whatever it believes of their sizes.
    /// Parameters: worker, lease in µs, lowest priority, count, slots, quick kinds, µs after which the oldest go first or null,
    /// slots for high priority besides.
    /// </summary>
    public const string Claim =
        $"""
        WITH RECURSIVE lane AS (
            (SELECT priority, organization_id, kind FROM jobs WHERE state = 'pending' AND priority <= $3
             ORDER BY priority, organization_id, kind LIMIT 1)
            UNION ALL
            SELECT next.priority, next.organization_id, next.kind FROM lane CROSS JOIN LATERAL (
                SELECT priority, organization_id, kind FROM jobs
                WHERE state = 'pending' AND priority <= $3 AND (priority, organization_id, kind) > (lane.priority, lane.organization_id, lane.kind)
                ORDER BY priority, organization_id, kind LIMIT 1) next
        ), busy AS MATERIALIZED (
            SELECT organization_id, kind, count(*)::int AS running FROM jobs WHERE lease_until IS NOT NULL GROUP BY organization_id, kind
        ), room AS MATERIALIZED (
            SELECT organization_id, kind, CASE WHEN paused_at IS NOT NULL THEN 0 ELSE least(
                max_running - (SELECT coalesce(sum(running), 0)::int FROM busy
                    WHERE (l.organization_id = {All} OR busy.organization_id = l.organization_id) AND (l.kind = '' OR busy.kind = l.kind)),
                floor(least(burst, tokens + starts_per_second * greatest(0, extract(epoch FROM {Now} - refilled_at))))::int, 1000000) END AS free
            FROM job_limits l WHERE {Limiting}
        ), open AS MATERIALIZED (
            SELECT lane.priority, lane.organization_id, lane.kind, coalesce(whole.free, 1000000) AS whole, coalesce(kinds.free, 1000000) AS kinds,
                coalesce(part.free, 1000000) AS part, count(*) OVER () AS lanes,
                CASE WHEN (SELECT count(DISTINCT organization_id) FROM lane) > 1
                    THEN (SELECT coalesce(sum(running), 0) FROM busy WHERE busy.organization_id = lane.organization_id) ELSE 0 END AS running
            FROM lane
            LEFT JOIN room whole ON whole.organization_id = lane.organization_id AND whole.kind = ''
            LEFT JOIN room kinds ON kinds.organization_id = {All} AND kinds.kind = lane.kind
            LEFT JOIN room part ON part.organization_id = lane.organization_id AND part.kind = lane.kind
            WHERE coalesce(least(whole.free, kinds.free, part.free), 1) > 0
        ), choice AS MATERIALIZED (
            SELECT count(*) > 1 OR EXISTS (SELECT 1 FROM room) AS undecided FROM open
        ), lone AS (
            SELECT head.place FROM open CROSS JOIN LATERAL (
                SELECT ctid AS place FROM jobs
                WHERE state = 'pending' AND priority = open.priority AND organization_id = open.organization_id AND kind = open.kind AND run_at <= {Now}
                ORDER BY run_at, id
                LIMIT CASE WHEN open.kind = ANY($6) THEN $4 ELSE least($4, $5 + CASE WHEN open.priority = 0 THEN $8 ELSE 0 END) END
                FOR UPDATE SKIP LOCKED) head
            WHERE (SELECT undecided FROM choice) IS FALSE
        ), due AS (
            SELECT head.place, head.id, open.*, head.run_at,
                CASE WHEN head.run_at < {Now} - $7 * interval '1 microsecond' THEN -1 ELSE open.priority END AS rank,
                row_number() OVER (PARTITION BY open.priority, open.organization_id ORDER BY head.run_at, head.id) + open.running AS turn
            FROM open CROSS JOIN LATERAL (
                SELECT ctid AS place, id, run_at FROM jobs
                WHERE state = 'pending' AND priority = open.priority AND organization_id = open.organization_id AND kind = open.kind AND run_at <= {Now}
                ORDER BY run_at, id LIMIT $4 * 5 / 4 / open.lanes + 16) head
            WHERE (SELECT undecided FROM choice)
        ), counted AS (
            SELECT *, row_number() OVER (PARTITION BY organization_id, kind ORDER BY rank, turn, run_at, id) AS part_place
            FROM due WHERE (SELECT EXISTS (SELECT 1 FROM room))
        ), parts AS (
            SELECT *, row_number() OVER (PARTITION BY kind ORDER BY rank, turn, run_at, id) AS kind_place FROM counted WHERE part_place <= part
        ), kinds AS (
            SELECT *, row_number() OVER (PARTITION BY organization_id ORDER BY rank, turn, run_at, id) AS whole_place FROM parts WHERE kind_place <= kinds
        ), allowed AS (
            SELECT place, id, priority, kind, run_at, rank, turn FROM kinds WHERE whole_place <= whole
            UNION ALL
            SELECT place, id, priority, kind, run_at, rank, turn FROM due WHERE NOT (SELECT EXISTS (SELECT 1 FROM room))
        ), wholes AS (
            SELECT *, kind = ANY($6) AS quick, row_number() OVER (PARTITION BY kind = ANY($6) ORDER BY rank, turn, run_at, id) AS place_in_line FROM allowed
        ), locked AS (
            SELECT best.*, row_number() OVER (PARTITION BY best.quick ORDER BY best.rank, best.turn, best.run_at, best.id) AS slot FROM (
                SELECT priority, rank, turn, run_at, id, quick, row.place FROM (
                    SELECT * FROM wholes WHERE quick OR place_in_line <= ($5 + $8) * 2 + 16 ORDER BY rank, turn, run_at, id) heads
                CROSS JOIN LATERAL (
                    SELECT ctid AS place FROM jobs WHERE ctid = heads.place AND state = 'pending' FOR UPDATE SKIP LOCKED) row
                LIMIT $4) best
        ), picked AS (
            SELECT place FROM lone
            UNION ALL
            SELECT place FROM locked WHERE quick OR slot <= $5 OR (priority = 0 AND slot <= $5 + $8)
        ), claimed AS (
            UPDATE jobs SET {Claiming}
            WHERE ctid = ANY(ARRAY(SELECT place FROM picked))
            RETURNING {Columns}
        ), taken AS MATERIALIZED (
            SELECT l.organization_id, l.kind, (SELECT count(*) FROM claimed
                WHERE (l.organization_id = {All} OR l.organization_id = claimed.organization_id) AND (l.kind = '' OR l.kind = claimed.kind)) AS starts
            FROM job_limits l WHERE l.starts_per_second IS NOT NULL
        ), spent AS (
            UPDATE job_limits l SET refilled_at = {Now},
                tokens = least(burst, tokens + starts_per_second * greatest(0, extract(epoch FROM {Now} - refilled_at))) - taken.starts
            FROM taken WHERE l.organization_id = taken.organization_id AND l.kind = taken.kind AND taken.starts > 0
        )
        SELECT {Columns} FROM claimed
        """;
}
