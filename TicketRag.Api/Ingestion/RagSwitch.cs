using Microsoft.Extensions.Options;
using TicketRag.Api.Errors;
using TicketRag.Core.Answers;

namespace TicketRag.Api.Ingestion;

/// <summary>While retrieval is switched off, the routes that feed or ask it say so.</summary>
internal sealed class RagSwitch(IOptions<RagOptions> rag) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        rag.Value.Enabled ? await next(context) : Problems.RagIsOff();
}
