using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TicketRag.Api;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api;

public sealed class RequestJsonTests(ApiServers servers)
{
    [Fact]
    public void Body_of_every_route_is_known_to_the_compiler()
    {
        var options = servers.Production.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;

        var bodies = servers.Production.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<IAcceptsMetadata>())
            .Where(accepts => accepts?.ContentTypes.Contains("application/json") == true)
            .Select(accepts => accepts!.RequestType).OfType<Type>().Where(type => type.Assembly == typeof(ApiHost).Assembly).Distinct().ToList();

        Assert.NotEmpty(bodies);
        Assert.All(bodies, type => Assert.IsAssignableFrom<JsonSerializerContext>(options.GetTypeInfo(type).OriginatingResolver));
    }
}
