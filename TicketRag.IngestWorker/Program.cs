using Microsoft.Extensions.Options;
using TicketRag.Core;
using TicketRag.Core.Connections;
using TicketRag.IngestWorker;
using TicketRag.IngestWorker.Jobs;
using TicketRag.ServiceDefaults;

YieldingThread.StandBack();
try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.Configuration.AddSettingAliases();
    builder.AddServiceDefaults();

    // No settings file of its own: it would clash with the Api's where that publishes both.
    builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning).AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);

    var deployment = Deployment.From(builder.Configuration);
    if (deployment.IsEmbedded)
    {
        throw new DeploymentException("A worker process needs Postgres, Redis and Qdrant: without them the Api runs its own. Set ConnectionStrings ticketdb, redis and qdrant_http.");
    }

    builder.Services.AddTicketRagCore(deployment);
    builder.Services.AddIngestWorker();
    builder.Services.AddEventStream();

    var app = builder.Build();
    app.MapDefaultEndpoints();
    app.Services.GetRequiredService<IStartupValidator>().Validate();
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (StartupFault.Reason(exception) is { } reason)
{
    await Console.Error.WriteLineAsync($"TicketRag.IngestWorker does not start. {reason}");
    return 1;
}
