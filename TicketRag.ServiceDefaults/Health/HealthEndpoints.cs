using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TicketRag.ServiceDefaults.Health;

/// <summary>
/// <c>/health</c>: every check, 503 when one is unhealthy; degraded is 200. <c>/alive</c>: the checks tagged <c>live</c>, the process itself.
/// Both are open to anyone and say nothing that isn't.
/// </summary>
public static class HealthEndpoints
{
    public const string HealthPath = "/health";
    public const string AlivePath = "/alive";

    /// <summary>Tag of the checks that <c>/alive</c> runs.</summary>
    public const string LiveTag = "live";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    internal static bool IsProbe(string path) =>
        path.Equals(HealthPath, StringComparison.OrdinalIgnoreCase) || path.Equals(AlivePath, StringComparison.OrdinalIgnoreCase);

    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var probes = routes.MapGroup("").AllowAnonymous().DisableHttpMetrics().ExcludeFromDescription();
        probes.MapMethods(HealthPath, Methods, Health);
        probes.MapMethods(AlivePath, Methods, Alive);
    }

    private static async Task<JsonHttpResult<HealthResponse>> Health(HealthReports reports, HttpContext context) =>
        Answer(await reports.LatestAsync().WaitAsync(context.RequestAborted), context);

    private static async Task<JsonHttpResult<HealthResponse>> Alive(HealthCheckService checks, HttpContext context) =>
        Answer(await checks.CheckHealthAsync(check => check.Tags.Contains(LiveTag), context.RequestAborted), context);

    private static JsonHttpResult<HealthResponse> Answer(HealthReport report, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            HealthResponse.From(report),
            HealthJson.Default.HealthResponse,
            statusCode: report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}
