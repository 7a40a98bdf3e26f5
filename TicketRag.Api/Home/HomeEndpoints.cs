using Microsoft.AspNetCore.Http.HttpResults;

namespace TicketRag.Api.Home;

public sealed record ServerStatusResponse(string Status);

internal static class HomeEndpoints
{
    public static void MapHome(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", GetStatus).AllowAnonymous().WithTags("Home").WithSummary("That the server is there");

    private static Ok<ServerStatusResponse> GetStatus() => TypedResults.Ok(new ServerStatusResponse("Server is up and running"));
}
