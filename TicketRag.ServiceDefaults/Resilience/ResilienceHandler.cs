using Polly;

namespace TicketRag.ServiceDefaults.Resilience;

/// <summary>Sends through the client's pipeline; what may not be repeated goes through the one without retries.</summary>
/// <exception cref="ExecutionRejectedException">Out of time, or the circuit is open.</exception>
internal sealed class ResilienceHandler(ClientPipelines pipelines) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var pipeline = IsRepeatable(request) ? pipelines.Repeating : pipelines.Once;
        return pipeline.ExecuteAsync(
            static async (call, token) => await call.Handler.SendOnce(call.Request, token),
            (Handler: this, Request: request),
            cancellationToken).AsTask();
    }

    private Task<HttpResponseMessage> SendOnce(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);

    /// <summary>Idempotent (RFC 9110, 9.2.2), with a body that can be read again.</summary>
    private static bool IsRepeatable(HttpRequestMessage request) =>
        (request.Method == HttpMethod.Get
            || request.Method == HttpMethod.Head
            || request.Method == HttpMethod.Options
            || request.Method == HttpMethod.Put
            || request.Method == HttpMethod.Delete)
        && request.Content is not (StreamContent or MultipartContent);
}
