using TicketRag.Core.Persistence.Sqlite;

namespace TicketRag.Api.Startup;

/// <summary>Where the worker shares this process and the database's one writer, it hears of a request that will write as soon as that comes in, and when it is answered.</summary>
internal static class ExpectedWrites
{
    public static void UseExpectedWrites(this WebApplication app)
    {
        if (app.Services.GetService<SqliteDialect>() is { } dialect)
        {
            app.Use((context, next) =>
            {
                if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && !HttpMethods.IsOptions(context.Request.Method))
                {
                    context.Response.OnAnswered(dialect.ExpectWrite().Dispose);
                }

                return next(context);
            });
        }
    }
}
