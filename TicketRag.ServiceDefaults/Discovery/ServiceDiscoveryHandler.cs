namespace TicketRag.ServiceDefaults.Discovery;

/// <summary>Sends a request that names a service to one of its endpoints.</summary>
internal sealed class ServiceDiscoveryHandler(ServiceEndpoints endpoints) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { } named)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        request.RequestUri = endpoints.Resolve(named);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            // The service's name again, so that a retry resolves anew and takes the next endpoint.
            request.RequestUri = named;
        }
    }
}
