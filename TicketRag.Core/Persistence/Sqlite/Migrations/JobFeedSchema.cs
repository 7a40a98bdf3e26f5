namespace TicketRag.Core.Persistence.Sqlite.Migrations;

/// <summary>
/// Notes which jobs change, by triggers. Not part of the model, because each database keeps it in its own way.
/// A row for each change that a client could see; renewed leases are none. A migration that rebuilds the table jobs has to make the triggers again.
/// </summary>
internal static class JobFeedSchema
{
    public static readonly string[] Create =
    [
        """
        CREATE TABLE job_changes (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000000 AS INTEGER)),
            organization_id TEXT NOT NULL,
            job_id TEXT NOT NULL);
        """,
        """
        CREATE TRIGGER jobs_inserted AFTER INSERT ON jobs BEGIN
            INSERT INTO job_changes (organization_id, job_id) VALUES (new.organization_id, new.id);
        END;
        """,
        """
        CREATE TRIGGER jobs_updated
        AFTER UPDATE OF state, run_at, stage, processed_items, total_items, chunks_created, message, error, cancel_requested_at ON jobs BEGIN
            INSERT INTO job_changes (organization_id, job_id) VALUES (new.organization_id, new.id);
        END;
        """,
    ];

    public const string Drop = "DROP TRIGGER jobs_updated; DROP TRIGGER jobs_inserted; DROP TABLE job_changes;";
}
