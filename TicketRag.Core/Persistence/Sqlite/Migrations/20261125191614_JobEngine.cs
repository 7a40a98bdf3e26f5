using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TicketRag.Core.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class JobEngine : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_job_attempts_jobs_job_id",
                table: "job_attempts");

            migrationBuilder.DropIndex(
                name: "ix_jobs_due",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_jobs_ended_at",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_jobs_lease",
                table: "jobs");

            migrationBuilder.AddColumn<int>(
                name: "children",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "children_cancelled",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "children_failed",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "parent_id",
                table: "jobs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "job_limits",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    max_running = table.Column<int>(type: "INTEGER", nullable: true),
                    starts_per_second = table.Column<double>(type: "REAL", nullable: true),
                    burst = table.Column<int>(type: "INTEGER", nullable: true),
                    tokens = table.Column<double>(type: "REAL", nullable: false),
                    refilled_at = table.Column<long>(type: "INTEGER", nullable: false),
                    paused_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_job_limits", x => new { x.organization_id, x.kind });
                });

            migrationBuilder.CreateIndex(
                name: "ix_jobs_due",
                table: "jobs",
                columns: new[] { "priority", "organization_id", "kind", "run_at", "id" },
                filter: "state = 'pending'");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_ended_at",
                table: "jobs",
                column: "ended_at",
                filter: "ended_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_lease",
                table: "jobs",
                columns: new[] { "lease_until", "organization_id", "kind" },
                filter: "lease_until IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_parent_id_state",
                table: "jobs",
                columns: new[] { "parent_id", "state" },
                filter: "parent_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "job_limits");

            migrationBuilder.DropIndex(
                name: "ix_jobs_due",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_jobs_ended_at",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_jobs_lease",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_jobs_parent_id_state",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "children",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "children_cancelled",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "children_failed",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "parent_id",
                table: "jobs");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_due",
                table: "jobs",
                columns: new[] { "priority", "organization_id", "run_at", "id" },
                filter: "state = 'pending'");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_ended_at",
                table: "jobs",
                column: "ended_at");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_lease",
                table: "jobs",
                columns: new[] { "lease_until", "organization_id" },
                filter: "lease_until IS NOT NULL");

            migrationBuilder.AddForeignKey(
                name: "FK_job_attempts_jobs_job_id",
                table: "job_attempts",
                column: "job_id",
                principalTable: "jobs",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);
        }
    }
}
