using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Design.Internal;
using Microsoft.EntityFrameworkCore.Migrations.Design;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Persistence.Postgres;
using TicketRag.Core.Persistence.Sqlite;

if (args is not [var name])
{
    Console.Error.WriteLine("usage: dotnet run --project eng/migrations -- NameOfTheMigration (from the repository's root, after a build)");
    return 2;
}

var core = Path.Combine(Directory.GetCurrentDirectory(), "TicketRag.Core");
var organization = new CurrentOrganization();
Scaffold(
    new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=:memory:").Options, organization, TimeProvider.System, new SqliteDialect(TimeProvider.System)),
    "Sqlite");
Scaffold(
    new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql("Host=localhost").Options, organization, TimeProvider.System),
    "Postgres");
return 0;

void Scaffold(AppDb db, string provider)
{
    var services = new DesignTimeServicesBuilder(typeof(AppDb).Assembly, typeof(AppDb).Assembly, new OperationReporter(new OperationReportHandler()), [])
        .Build(db);
    using var scope = services.CreateScope();
    var scaffolder = scope.ServiceProvider.GetRequiredService<IMigrationsScaffolder>();
    var migration = scaffolder.ScaffoldMigration(name, "TicketRag.Core", $"Persistence.{provider}.Migrations");
    var files = scaffolder.Save(core, migration, Path.Combine(core, "Persistence", provider, "Migrations"), dryRun: false);
    Console.WriteLine($"{files.MigrationFile}\n{files.SnapshotFile}");
}
