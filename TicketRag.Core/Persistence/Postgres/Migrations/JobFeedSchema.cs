namespace TicketRag.Core.Persistence.Postgres.Migrations;

/// <summary>
/// Notes which jobs change, by triggers. Not part of the model, because each database keeps it in its own way.
/// A row for each statement and organization, whatever statement it was: see docs/decisions/0007-the-feed-of-changed-jobs.md. Only what declares
/// itself a renewal of leases (<see cref="PostgresJobSql.Renewing"/>) is none that a client could see.
/// </summary>
internal static class JobFeedSchema
{
    public const string Create =
        """
        CREATE TABLE job_changes (
            xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
            seq bigint GENERATED ALWAYS AS IDENTITY,
            at timestamptz NOT NULL DEFAULT statement_timestamp(),
            organization_id uuid NOT NULL,
            job_ids uuid[] NOT NULL,
            PRIMARY KEY (xid, seq));

        CREATE FUNCTION note_job_changes() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO job_changes (organization_id, job_ids) SELECT organization_id, array_agg(id) FROM changed GROUP BY organization_id;
            RETURN NULL;
        END $$;

        CREATE TRIGGER jobs_inserted AFTER INSERT ON jobs REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_job_changes();
        CREATE TRIGGER jobs_updated AFTER UPDATE ON jobs REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
            WHEN (current_setting('ticketrag.renewing', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION note_job_changes();
        """;

    public const string Drop =
        "DROP TRIGGER jobs_updated ON jobs; DROP TRIGGER jobs_inserted ON jobs; DROP FUNCTION note_job_changes(); DROP TABLE job_changes;";
}
