using System.Text.Json.Serialization;

namespace TicketRag.Core.Retrieval.Qdrant.Wire;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Envelope<AliasList>))]
[JsonSerializable(typeof(Envelope<CollectionList>))]
[JsonSerializable(typeof(Envelope<CountResult>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<QueryResult>>))]
[JsonSerializable(typeof(Envelope<UpdateResult>))]
[JsonSerializable(typeof(Envelope<bool?>))]
[JsonSerializable(typeof(ChangeAliases))]
[JsonSerializable(typeof(CountPoints))]
[JsonSerializable(typeof(CreateCollection))]
[JsonSerializable(typeof(CreateFieldIndex))]
[JsonSerializable(typeof(DeletePoints))]
[JsonSerializable(typeof(QueryBatch))]
[JsonSerializable(typeof(ReadOnlyMemory<float>))]
[JsonSerializable(typeof(Envelope<ScrollResult>))]
[JsonSerializable(typeof(Rrf))]
[JsonSerializable(typeof(ScrollPoints))]
[JsonSerializable(typeof(UpsertPoints))]
public sealed partial class QdrantJson : JsonSerializerContext;
