using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TicketRag.Core.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class JobDefaults : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Half of a new job's columns say the same for every job: who puts in thousands need not send them.
            migrationBuilder.Sql(
                """
                ALTER TABLE jobs
                    ALTER COLUMN state SET DEFAULT 'pending',
                    ALTER COLUMN run_at SET DEFAULT statement_timestamp(),
                    ALTER COLUMN created_at SET DEFAULT statement_timestamp(),
                    ALTER COLUMN attempt SET DEFAULT 0,
                    ALTER COLUMN interruptions SET DEFAULT 0,
                    ALTER COLUMN fence SET DEFAULT 0,
                    ALTER COLUMN processed_items SET DEFAULT 0,
                    ALTER COLUMN chunks_created SET DEFAULT 0,
                    ALTER COLUMN children SET DEFAULT 0,
                    ALTER COLUMN children_failed SET DEFAULT 0,
                    ALTER COLUMN children_cancelled SET DEFAULT 0
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                ALTER TABLE jobs
                    ALTER COLUMN state DROP DEFAULT,
                    ALTER COLUMN run_at DROP DEFAULT,
                    ALTER COLUMN created_at DROP DEFAULT,
                    ALTER COLUMN attempt DROP DEFAULT,
                    ALTER COLUMN interruptions DROP DEFAULT,
                    ALTER COLUMN fence DROP DEFAULT,
                    ALTER COLUMN processed_items DROP DEFAULT,
                    ALTER COLUMN chunks_created DROP DEFAULT,
                    ALTER COLUMN children DROP DEFAULT,
                    ALTER COLUMN children_failed DROP DEFAULT,
                    ALTER COLUMN children_cancelled DROP DEFAULT
                """);
        }
    }
}
