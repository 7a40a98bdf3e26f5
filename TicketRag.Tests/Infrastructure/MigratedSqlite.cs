using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence.Sqlite;

namespace TicketRag.Tests.Infrastructure;

/// <summary>Database files with the current schema: copies of one that was migrated once, which takes a second.</summary>
public static class MigratedSqlite
{
    private static readonly Lazy<Task<byte[]>> Template = new(MigrateAsync);

    public static async Task CopyToAsync(string path) => await File.WriteAllBytesAsync(path, await Template.Value);

    private static async Task<byte[]> MigrateAsync()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "template.db");
        var options = new DbContextOptionsBuilder<SqliteDb>().UseSqlite($"Data Source={path};Pooling=False").Options;
        await using (var db = new SqliteDb(options, new CurrentOrganization(), TimeProvider.System, new SqliteDialect(TimeProvider.System)))
        {
            await db.Database.MigrateAsync();
        }

        return await File.ReadAllBytesAsync(path);
    }
}
