using System.ComponentModel.DataAnnotations;
using TicketRag.Api.Validation;
using TicketRag.Core.Knowledge;
using TicketRag.Core.Organizations;

namespace TicketRag.Api.Knowledge;

public sealed record AddArticleRequest
{
    [Required, StringLength(Article.MaxTitleLength, MinimumLength = 1)]
    public required string Title { get; init; }

    /// <summary>Markdown.</summary>
    [Required]
    public required string Body { get; init; }

    [TagList]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary><c>public</c> (the default) or <c>agents</c>.</summary>
    public Audience? Audience { get; init; }
}

public sealed record ChangeArticleRequest
{
    [NotBlank, StringLength(Article.MaxTitleLength)]
    public string? Title { get; init; }

    [NotBlank]
    public string? Body { get; init; }

    [TagList]
    public IReadOnlyList<string>? Tags { get; init; }

    public Audience? Audience { get; init; }
}

public sealed record ArticleResponse(
    Guid Id, long Number, string Title, string Body, IReadOnlyList<string> Tags, Audience Audience, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ArticleResponse From(Article article) => new(
        article.Id, article.Number, article.Title, article.Body, article.Tags, article.Audience, article.CreatedAt, article.UpdatedAt);
}

/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last.</param>
public sealed record ArticleListResponse(IReadOnlyList<ArticleResponse> Articles, string? Next);
