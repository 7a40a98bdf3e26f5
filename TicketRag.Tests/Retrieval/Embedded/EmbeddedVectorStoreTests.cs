using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Analysis;
using TicketRag.Core.Retrieval.Embedded;

namespace TicketRag.Tests.Retrieval.Embedded;

public class EmbeddedVectorStoreTests : VectorStoreConformance
{
    protected override ValueTask<IVectorStore> CreateStoreAsync() => ValueTask.FromResult<IVectorStore>(new EmbeddedVectorStore(new TextAnalyzer()));
}
