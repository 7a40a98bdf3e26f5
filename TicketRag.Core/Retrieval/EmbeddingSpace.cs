namespace TicketRag.Core.Retrieval;

/// <summary>Vectors are comparable only within one space: one model, one number of dimensions.</summary>
/// <param name="Model">The model's full name with its tag, e.g. <c>nomic-embed-text:v1.5</c> or <c>builtin-ngram-v1</c>.</param>
/// <param name="Dimensions">Length of a vector.</param>
public sealed record EmbeddingSpace(string Model, int Dimensions);
