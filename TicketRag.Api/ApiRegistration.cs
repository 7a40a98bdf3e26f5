using TicketRag.Api.Access;
using TicketRag.Api.Documents;
using TicketRag.Api.Errors;
using TicketRag.Api.Idempotency;
using TicketRag.Api.Ingestion;
using TicketRag.Api.Jobs;
using TicketRag.Api.Startup;
using TicketRag.Core.Jobs.Events;

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
        services.AddOpenApi(options => options.AddOperationTransformer(IdempotencyRoutes.DescribeAsync).AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "TicketRag";
            return Task.CompletedTask;
        }));

        // In every environment a bad request is an exception here, so that one place explains it.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);

        services.HoldNudgesUntilAnswered();
        services.AddJobEvents();
        services.AddSingleton<RagSwitch>();
        services.AddSingleton<EnqueueFilter>();
        services.AddSingleton<IdempotencyKeyFilter>();
        services.AddScoped<JobEventStream>();
        services.AddScoped(provider => RequestedKey.Of(provider.GetRequiredService<IHttpContextAccessor>().HttpContext?.Request));
        services.AddOptions<UploadLimits>().BindConfiguration(TextLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<UploadReader>();
        services.AddScoped<IngestionDesk>();
        services.AddScoped<IngestionAnswer>();
        services.AddScoped<ReingestionDesk>();
        services.AddScoped<ModelChoice>();
        services.AddScoped<OriginalContent>();
        services.AddScoped<DemoKnowledge>();
        return services;
    }
}
