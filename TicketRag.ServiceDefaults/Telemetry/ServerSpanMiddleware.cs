using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace TicketRag.ServiceDefaults.Telemetry;

/// <summary>
/// Adds to ASP.NET Core's server span what it leaves out: name, route, status code and error, by OpenTelemetry's semantic conventions for HTTP.
/// </summary>
internal sealed class ServerSpanMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var span = context.Features.Get<IHttpActivityFeature>()?.Activity;
        if (span is not { IsAllDataRequested: true })
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
            Describe(span, context, context.Features.Get<IExceptionHandlerFeature>()?.Error, context.Response.StatusCode);
        }
        catch (Exception exception) when (Describe(span, context, exception, StatusCodes.Status500InternalServerError))
        {
            throw;
        }
    }

    /// <returns>Always false: an exception is looked at, not caught.</returns>
    private static bool Describe(Activity span, HttpContext context, Exception? exception, int status)
    {
        // A handled exception has cleared the endpoint and left it in its feature.
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        if (endpoint is RouteEndpoint { RoutePattern.RawText: { } route })
        {
            route = route.StartsWith('/') ? route : "/" + route;
            span.DisplayName = $"{context.Request.Method} {route}";
            span.SetTag("http.route", route);
        }
        else
        {
            span.DisplayName = context.Request.Method;
        }

        if (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away: no status was sent, and that is no error of ours.
            return false;
        }

        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetTag("error.type", exception?.GetType().FullName ?? status.ToString(System.Globalization.CultureInfo.InvariantCulture));
            span.SetStatus(ActivityStatusCode.Error);
        }

        return false;
    }
}
