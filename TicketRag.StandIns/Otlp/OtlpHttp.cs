using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace TicketRag.StandIns.Otlp;

/// <summary>OTLP over HTTP: <c>POST /v1/{signal}</c> with <c>application/x-protobuf</c>, gzipped or not.</summary>
internal static class OtlpHttp
{
    private const string ContentType = "application/x-protobuf";

    public static void Map(IEndpointRouteBuilder routes, AcceptExport accept)
    {
        foreach (var signal in Enum.GetValues<OtlpSignal>())
        {
            routes.MapPost($"/v1/{signal.ToString().ToLowerInvariant()}", (RequestDelegate)(context => Export(context, signal, accept)));
        }
    }

    private static async Task Export(HttpContext context, OtlpSignal signal, AcceptExport accept)
    {
        if (context.Request.ContentType != ContentType)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        try
        {
            var body = await Payload.ReadAsync(context.Request.Body, context.RequestAborted);
            accept(signal, "http/protobuf", Payload.Decode(body, context.Request.Headers.ContentEncoding), context.Request.Headers);
        }
        catch (InvalidDataException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        // An empty message is the response of a full success.
        context.Response.ContentType = ContentType;
    }
}
