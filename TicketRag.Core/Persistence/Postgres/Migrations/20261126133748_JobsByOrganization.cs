using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TicketRag.Core.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class JobsByOrganization : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "PK_jobs",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_jobs_organization_id_id",
                table: "jobs");

            migrationBuilder.AddColumn<string>(
                name: "trace_id",
                table: "jobs",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            // No news to anybody who follows jobs.
            migrationBuilder.Sql("SELECT set_config('ticketrag.renewing', 'on', true)");
            migrationBuilder.Sql(CompletingClaims.MoveIntoJobs);
            migrationBuilder.Sql("SELECT set_config('ticketrag.renewing', '', true)");

            migrationBuilder.AddPrimaryKey(
                name: "PK_jobs",
                table: "jobs",
                columns: new[] { "organization_id", "id" });

            // Thousands of ids in a row: compressing them costs more than it saves in rows that are kept for an hour.
            migrationBuilder.Sql("ALTER TABLE job_changes ALTER COLUMN job_ids SET STORAGE EXTERNAL");

            // Each job leaves two dead rows. By a share of a table that keeps ended jobs, their entries would lie before the claims for hours.
            migrationBuilder.Sql("ALTER TABLE jobs SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE job_changes ALTER COLUMN job_ids SET STORAGE EXTENDED");
            migrationBuilder.Sql("ALTER TABLE jobs RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)");
            migrationBuilder.Sql(CompletingClaims.MoveBack);
            migrationBuilder.DropPrimaryKey(
                name: "PK_jobs",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "trace_id",
                table: "jobs");

            migrationBuilder.AddPrimaryKey(
                name: "PK_jobs",
                table: "jobs",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_organization_id_id",
                table: "jobs",
                columns: new[] { "organization_id", "id" });
        }
    }
}
