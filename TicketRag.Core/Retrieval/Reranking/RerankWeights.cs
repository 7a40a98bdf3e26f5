namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>What counts beside a passage's BM25 score; 0 switches a part off.</summary>
/// <param name="Proximity">Of question words that stand near each other, per pair, in BM25's own units.</param>
/// <param name="Subword">Of shared pieces of words, as a share of the best BM25 score.</param>
public sealed record RerankWeights(float Proximity = 0.4f, float Subword = 0.5f);
