using Microsoft.Extensions.Options;
using TicketRag.Api;
using TicketRag.Api.Documents;
using TicketRag.Api.Home;
using TicketRag.Api.Inbound;
using TicketRag.Api.Ingestion;
using TicketRag.Api.Jobs;
using TicketRag.Api.Knowledge;
using TicketRag.Api.Organizations;
using TicketRag.Api.Rag;
using TicketRag.Api.Startup;
using TicketRag.Api.Tickets;
using TicketRag.Api.Webhooks;
using TicketRag.Core;
using TicketRag.Core.Connections;
using TicketRag.IngestWorker;
using TicketRag.ServiceDefaults;

try
{
    // The settings and the demo data lie beside the assembly, wherever it is started from.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.Configuration.AddSettingAliases();
    builder.AddServiceDefaults();

    var deployment = Deployment.From(builder.Configuration);
    builder.Services.AddTicketRagCore(deployment);
    builder.Services.AddApi();
    if (deployment.IsEmbedded)
    {
        builder.Services.AddIngestWorker();
    }
    else
    {
        builder.Services.AddVectorStoreKeeper();
    }

    var app = builder.Build();
    app.UseExpectedWrites();
    app.UseExceptionHandler();
    app.UseStatusCodePages();
    app.UseAuthentication();
    app.UseAuthorization();

    app.MapDefaultEndpoints();
    app.MapHome();
    app.MapTickets();
    app.MapComments();
    app.MapAttachments();
    app.MapArticles();
    app.MapAssets();
    app.MapKnowledgeIngestion();
    app.MapIngestion();
    app.MapDocuments();
    app.MapIndex();
    app.MapEvents();
    app.MapJobs();
    app.MapJobEvents();
    app.MapDeadLetters();
    app.MapOpsJobs();
    app.MapWebhooks();
    app.MapRag();
    app.MapChat();
    app.MapQueries();
    app.MapAnswers();
    app.MapOrganizations();
    if (app.Environment.IsDevelopment())
    {
        app.MapOpenApi().AllowAnonymous();
    }

    // Before anything is written: settings that are wrong.
    app.Services.GetRequiredService<IStartupValidator>().Validate();
    await app.PrepareDatabaseAsync();
    app.PrintFirstSteps();
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (StartupFault.Reason(exception) is { } reason)
{
    await Console.Error.WriteLineAsync($"TicketRag.Api does not start. {reason}");
    return 1;
}
