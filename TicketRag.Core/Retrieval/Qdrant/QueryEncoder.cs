using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval.Qdrant.Wire;

namespace TicketRag.Core.Retrieval.Qdrant;

/// <summary>Queries and deletions to Qdrant's filters and searches.</summary>
internal static class QueryEncoder
{
    public static Filter Corpus(OrganizationId organization) => new(Must: [Within(organization)]);

    public static Filter Of(OrganizationId organization, ChunkQuery query)
    {
        List<Condition> must = [Within(organization)];
        if (query.Reader.Readable is { } audiences)
        {
            must.Add(Condition.OneOf(QdrantSchema.Audience, audiences));
        }

        if (query.SourceKinds.Count > 0)
        {
            must.Add(Condition.OneOf(QdrantSchema.SourceKind, query.SourceKinds.Select(PointEncoder.Name)));
        }

        if (query.States.Count > 0)
        {
            must.Add(Condition.Either(Condition.OneOf(QdrantSchema.State, query.States), Condition.Empty(QdrantSchema.State)));
        }

        if (query.Tags.Count > 0)
        {
            must.Add(Condition.OneOf(QdrantSchema.Tags, query.Tags));
        }

        if (query.Products.Count > 0)
        {
            must.Add(Condition.OneOf(QdrantSchema.Product, query.Products));
        }

        if (query.Languages.Count > 0)
        {
            must.Add(Condition.OneOf(QdrantSchema.Language, query.Languages));
        }

        if (query.UpdatedFrom is not null || query.UpdatedBefore is not null)
        {
            must.Add(Condition.Within(QdrantSchema.UpdatedAt, query.UpdatedFrom, query.UpdatedBefore));
        }

        return new(must, query.ExcludeDocument is { } excluded ? [Condition.Equal(QdrantSchema.DocumentId, excluded.ToString())] : null);
    }

    /// <summary>A document's points; with <paramref name="keepVersion"/>, all but that version's.</summary>
    public static Filter Of(OrganizationId organization, Guid documentId, int? keepVersion) => new(
        [Within(organization), Condition.Equal(QdrantSchema.DocumentId, documentId.ToString())],
        keepVersion is { } version ? [Condition.Equal(QdrantSchema.Version, version)] : null);

    private static Condition Within(OrganizationId organization) => Condition.Equal(QdrantSchema.OrganizationId, organization.Value.ToString());
}
