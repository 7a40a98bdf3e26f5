namespace TicketRag.Core.Retrieval;

/// <summary>The vector stores of the process, one for each embedding model, so that vectors of two models never meet.</summary>
public interface IVectorStores
{
    /// <param name="model">Null for the installation's, where all organizations are that chose no other.</param>
    IVectorStore Of(string? model);
}
