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

            // Thousands of ids in a row: compressing them costs more than it saves in a table that is kept for a day.
            migrationBuilder.Sql("ALTER TABLE job_changes ALTER COLUMN job_ids SET STORAGE EXTERNAL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE job_changes ALTER COLUMN job_ids SET STORAGE EXTENDED");
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
