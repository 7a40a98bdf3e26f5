using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TicketRag.Core.Persistence.Sqlite.Migrations
{
    /// <summary>
    /// A column can't become nullable in SQLite, so the table is made anew; by hand, since no other table refers to it and what is generated leaves the transaction to switch foreign keys off.
    /// </summary>
    public partial class RecencyOfOrganizations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE "index_settings_new" (
                "organization_id" TEXT NOT NULL CONSTRAINT "PK_index_settings" PRIMARY KEY,
                "max_tokens" INTEGER NULL,
                "overlap_tokens" INTEGER NULL,
                "embedding_model" TEXT NULL,
                "recency_half_life" TEXT NULL,
                "updated_at" INTEGER NOT NULL
            );
            INSERT INTO "index_settings_new" ("organization_id", "max_tokens", "overlap_tokens", "embedding_model", "updated_at")
            SELECT "organization_id", "max_tokens", "overlap_tokens", "embedding_model", "updated_at" FROM "index_settings";
            DROP TABLE "index_settings";
            ALTER TABLE "index_settings_new" RENAME TO "index_settings";
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE TABLE "index_settings_old" (
                "organization_id" TEXT NOT NULL CONSTRAINT "PK_index_settings" PRIMARY KEY,
                "max_tokens" INTEGER NOT NULL,
                "overlap_tokens" INTEGER NOT NULL,
                "embedding_model" TEXT NULL,
                "updated_at" INTEGER NOT NULL
            );
            INSERT INTO "index_settings_old"
            SELECT "organization_id", "max_tokens", "overlap_tokens", "embedding_model", "updated_at" FROM "index_settings" WHERE "max_tokens" IS NOT NULL;
            DROP TABLE "index_settings";
            ALTER TABLE "index_settings_old" RENAME TO "index_settings";
            """);
    }
}
