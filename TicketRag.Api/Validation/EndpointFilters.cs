namespace TicketRag.Api.Validation;

internal static class EndpointFilters
{
    /// <summary>
    /// Has a filter that is a singleton look at the request first. The framework's own <c>AddEndpointFilter&lt;T&gt;</c> compiles an expression wherever
    /// it is used, which is a twentieth of a start.
    /// </summary>
    public static RouteHandlerBuilder AddFilter<TFilter>(this RouteHandlerBuilder route)
        where TFilter : IEndpointFilter => route.AddFilter<RouteHandlerBuilder, TFilter>();

    /// <inheritdoc cref="AddFilter{TFilter}(RouteHandlerBuilder)"/>
    public static RouteGroupBuilder AddFilter<TFilter>(this RouteGroupBuilder routes)
        where TFilter : IEndpointFilter => routes.AddFilter<RouteGroupBuilder, TFilter>();

    /// <inheritdoc cref="AddFilter{TFilter}(RouteHandlerBuilder)"/>
    public static TBuilder AddFilter<TBuilder, TFilter>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder
        where TFilter : IEndpointFilter =>
        routes.AddEndpointFilterFactory((endpoint, next) =>
        {
            var filter = endpoint.ApplicationServices.GetRequiredService<TFilter>();
            return context => filter.InvokeAsync(context, next);
        });
}
