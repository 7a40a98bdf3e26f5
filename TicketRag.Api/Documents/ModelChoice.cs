using TicketRag.Core.Connections;
using TicketRag.Core.Documents.Reindexing;
using TicketRag.Core.Models;
using TicketRag.Core.Models.BuiltIn;
using TicketRag.Core.Models.Ollama;

namespace TicketRag.Api.Documents;

/// <summary>Whether an organization may have the embedding model that it asks for.</summary>
internal sealed class ModelChoice(OrganizationModel live, Embedders embedders, IServiceProvider services)
{
    /// <returns>As <see cref="ReindexingArgs.EmbeddingModel"/> names it, or why not. A server that does not answer just now is no reason: the job waits for it.</returns>
    public async Task<(string? Name, string? Refusal)> CheckAsync(string? asked, CancellationToken cancellationToken)
    {
        if (asked is null)
        {
            return (await live.NameAsync(cancellationToken), null);
        }

        var model = embedders.Named(asked);
        return !embedders.Offers(model) ? (null, $"Is not served here: {Choices()}.")
            : await IsMissingAsync(model, cancellationToken) ? (null, $"The Ollama server of '{Deployment.EmbedName}' has no {model}. Pull it there first (ollama pull {model}).")
            : (embedders.Choice(model), null);
    }

    private string Choices() => embedders.Installation.IsBuiltIn
        ? $"without a connection '{Deployment.EmbedName}' there is {BuiltInEmbeddingGenerator.Model} alone"
        : $"{BuiltInEmbeddingGenerator.Model}, or a model of the Ollama server of '{Deployment.EmbedName}'";

    private async Task<bool> IsMissingAsync(string model, CancellationToken cancellationToken)
    {
        if (model == embedders.Installation.Model || model == BuiltInEmbeddingGenerator.Model)
        {
            return false;
        }

        try
        {
            return !await services.GetRequiredKeyedService<OllamaModels>(Deployment.EmbedName).ExistsAsync(model, cancellationToken);
        }
        catch (ModelUnavailableException)
        {
            return false;
        }
    }
}
