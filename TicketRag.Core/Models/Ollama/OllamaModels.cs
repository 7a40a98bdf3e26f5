using System.Runtime.CompilerServices;

namespace TicketRag.Core.Models.Ollama;

/// <summary>Which models a server has, and fetching those that it lacks. Keyed by the connection's name in the container.</summary>
public sealed class OllamaModels
{
    private readonly OllamaConnection connection;

    internal OllamaModels(OllamaConnection connection) => this.connection = connection;

    /// <summary>The connection's model, with its tag.</summary>
    public string Model => connection.Model;

    /// <exception cref="ModelUnavailableException">The server can't say.</exception>
    public async Task<bool> ExistsAsync(string model, CancellationToken cancellationToken)
    {
        try
        {
            await connection.PostAsync(
                "api/show",
                new OllamaModelRequest(model),
                OllamaJson.Default.OllamaModelRequest,
                OllamaJson.Default.OllamaModelAnswer,
                connection.Options.ProbeTimeout,
                cancellationToken);
            return true;
        }
        catch (ModelUnavailableException answer) when (answer.Kind is ModelUnavailableKind.Missing)
        {
            return false;
        }
    }

    /// <summary>
    /// Lets the server download a model. It is there when the enumeration ends by itself; a pull that was left early or failed goes on
    /// from where it stopped when asked again.
    /// </summary>
    /// <exception cref="ModelUnavailableException">
    /// With <see cref="ModelUnavailableKind.Missing"/> when no such model is published, else the download failed and may be tried again.
    /// </exception>
    public async IAsyncEnumerable<PullProgress> PullAsync(string model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = connection.StreamAsync(
            "api/pull", new OllamaModelRequest(model), OllamaJson.Default.OllamaModelRequest, OllamaJson.Default.OllamaPullLine, cancellationToken);
        await foreach (var line in lines)
        {
            yield return new(line.Status ?? "", line.Completed, line.Total);
        }
    }
}

/// <param name="Status">The server's words, e.g. <c>pulling manifest</c>; <c>success</c> at the end.</param>
/// <param name="CompletedBytes">Of the layer that is being downloaded, when one is.</param>
/// <param name="TotalBytes">Of the layer that is being downloaded, when one is.</param>
public sealed record PullProgress(string Status, long? CompletedBytes, long? TotalBytes);
