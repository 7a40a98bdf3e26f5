using TicketRag.Core.Organizations;

namespace TicketRag.Core.Retrieval;

/// <summary>The rung below the vector store: what the database itself can find. Absent in embedded mode, where the store cannot be down.</summary>
public interface IFullTextSearch
{
    Task<IReadOnlyList<ChunkHit>> SearchAsync(OrganizationId organization, ChunkQuery query, CancellationToken cancellationToken);
}
