using System.Text.Json.Serialization;
using TicketRag.Api.Documents;
using TicketRag.Api.Ingestion;
using TicketRag.Api.Jobs;
using TicketRag.Api.Knowledge;
using TicketRag.Api.Organizations;
using TicketRag.Api.Rag;
using TicketRag.Api.Tickets;
using TicketRag.Api.Webhooks;

namespace TicketRag.Api;

/// <summary>
/// What the serializer has to know of request bodies, made by the compiler: to find it out of their types when the routes are built would be a tenth of a
/// start. How they are written is in <see cref="JsonSettings"/>.
/// </summary>
[JsonSerializable(typeof(AddArticleRequest))]
[JsonSerializable(typeof(AddAssetRequest))]
[JsonSerializable(typeof(AddCommentRequest))]
[JsonSerializable(typeof(AddWebhookRequest))]
[JsonSerializable(typeof(ChangeArticleRequest))]
[JsonSerializable(typeof(ChangeAssetRequest))]
[JsonSerializable(typeof(ChangeTicketRequest))]
[JsonSerializable(typeof(ChangeWebhookRequest))]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(CreateApiKeyRequest))]
[JsonSerializable(typeof(CreateOrganizationRequest))]
[JsonSerializable(typeof(IngestBatchRequest))]
[JsonSerializable(typeof(IngestKnowledgeTextRequest))]
[JsonSerializable(typeof(IngestKnowledgeUrlRequest))]
[JsonSerializable(typeof(IngestTextRequest))]
[JsonSerializable(typeof(OpenTicketRequest))]
[JsonSerializable(typeof(QueryRequest))]
[JsonSerializable(typeof(RedriveRequest))]
[JsonSerializable(typeof(RecencyRequest))]
[JsonSerializable(typeof(ReindexRequest))]
[JsonSerializable(typeof(RetrieveRequest))]
[JsonSerializable(typeof(SolutionRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;
