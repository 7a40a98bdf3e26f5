using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TicketRag.Core.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class JobsByOrganization : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "trace_id",
                table: "jobs",
                type: "TEXT",
                maxLength: 32,
                nullable: true);
            migrationBuilder.Sql(CompletingClaims.MoveIntoJobs);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(CompletingClaims.MoveBack);
            migrationBuilder.DropColumn(
                name: "trace_id",
                table: "jobs");
        }
    }
}
