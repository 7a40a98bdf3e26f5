using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TicketRag.Core.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Originals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "blob_sha256",
                table: "documents",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "e_tag",
                table: "documents",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "file_name",
                table: "documents",
                type: "TEXT",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "format",
                table: "documents",
                type: "TEXT",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "last_modified",
                table: "documents",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "context",
                table: "chunks",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "line",
                table: "chunks",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "page",
                table: "chunks",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "sheet",
                table: "chunks",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "blobs",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    length = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_blobs", x => new { x.organization_id, x.sha256 });
                });

            migrationBuilder.CreateTable(
                name: "blob_pieces",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    bytes = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_blob_pieces", x => new { x.organization_id, x.sha256, x.ordinal });
                    table.ForeignKey(
                        name: "FK_blob_pieces_blobs_organization_id_sha256",
                        columns: x => new { x.organization_id, x.sha256 },
                        principalTable: "blobs",
                        principalColumns: new[] { "organization_id", "sha256" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_documents_organization_id_blob_sha256",
                table: "documents",
                columns: new[] { "organization_id", "blob_sha256" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "blob_pieces");

            migrationBuilder.DropTable(
                name: "blobs");

            migrationBuilder.DropIndex(
                name: "ix_documents_organization_id_blob_sha256",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "blob_sha256",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "e_tag",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "file_name",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "format",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "last_modified",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "context",
                table: "chunks");

            migrationBuilder.DropColumn(
                name: "line",
                table: "chunks");

            migrationBuilder.DropColumn(
                name: "page",
                table: "chunks");

            migrationBuilder.DropColumn(
                name: "sheet",
                table: "chunks");
        }
    }
}
