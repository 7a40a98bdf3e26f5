using TicketRag.Api.Access;
using TicketRag.Api.Errors;
using TicketRag.Api.Ingestion;
using TicketRag.Api.Startup;

namespace TicketRag.Api;

internal static class ApiRegistration
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddOptions<TextLimits>().BindConfiguration(TextLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<IngestionOptions>().BindConfiguration(IngestionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddJson();
        services.AddValidation();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = ProblemWording.Apply);
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddAccess();
        services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "TicketRag";
            return Task.CompletedTask;
        }));

        // In every environment a bad request is an exception here, so that one place explains it.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);

        services.AddOptions<UploadLimits>().BindConfiguration(TextLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<UploadReader>();
        services.AddScoped<IngestionDesk>();
        services.AddScoped<IngestionAnswer>();
        services.AddScoped<DemoKnowledge>();
        return services;
    }
}
