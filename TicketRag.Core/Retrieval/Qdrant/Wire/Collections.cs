namespace TicketRag.Core.Retrieval.Qdrant.Wire;

public sealed record CollectionList(IReadOnlyList<CollectionDescription> Collections);

public sealed record CollectionDescription(string Name);

/// <param name="Vectors">Dense vectors by name.</param>
public sealed record CreateCollection(
    IReadOnlyDictionary<string, DenseVectorParams> Vectors,
    IReadOnlyDictionary<string, SparseVectorParams> SparseVectors,
    HnswConfig HnswConfig);

/// <param name="Distance"><c>Cosine</c>, <c>Dot</c>, <c>Euclid</c> or <c>Manhattan</c>.</param>
public sealed record DenseVectorParams(int Size, string Distance);

/// <param name="Modifier"><c>idf</c> makes the server weigh the query's terms.</param>
public sealed record SparseVectorParams(string Modifier);

/// <param name="M">Edges per node of the graph over all points; 0: no such graph.</param>
/// <param name="PayloadM">Edges per node of the graphs for one value of an indexed field, such as one tenant.</param>
public sealed record HnswConfig(int M, int PayloadM);

public sealed record CreateFieldIndex(string FieldName, FieldSchema FieldSchema);

/// <param name="Type"><c>keyword</c>, <c>integer</c>…</param>
/// <param name="IsTenant">Keyword only: points of one value are stored together.</param>
public sealed record FieldSchema(string Type, bool? IsTenant = null);
