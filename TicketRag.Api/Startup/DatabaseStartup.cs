using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Api.Startup;

/// <summary>Before the host starts: schema, and in Development the organization that the documents' curl lines work in.</summary>
internal static class DatabaseStartup
{
    public static async Task PrepareDatabaseAsync(this WebApplication app)
    {
        await app.Services.GetRequiredService<SchemaMigrator>().MigrateAsync(app.Lifetime.ApplicationStopping);
        if ((app.Environment.IsDevelopment() || app.Configuration.GetValue<bool>("Demo:Load")) && !await HasDemoAsync(app))
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DemoKnowledge>().LoadOnceAsync(app.Lifetime.ApplicationStopping);
        }
    }

    private static Task<bool> HasDemoAsync(WebApplication app) => app.Services.GetRequiredService<DatabaseProbe>()
        .AnyAsync("SELECT count(*) FROM organizations WHERE slug = @value", Organization.DefaultSlug, app.Lifetime.ApplicationStopping);
}
