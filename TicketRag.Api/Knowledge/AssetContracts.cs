using System.ComponentModel.DataAnnotations;
using TicketRag.Api.Validation;
using TicketRag.Core.Knowledge;

namespace TicketRag.Api.Knowledge;

public sealed record AddAssetRequest
{
    [Required, StringLength(300, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Your own word for what it is: router, licence…</summary>
    [StringLength(100)]
    public string? Kind { get; init; }

    [StringLength(200)]
    public string? Serial { get; init; }

    [Required]
    public required string Description { get; init; }

    [TagList]
    public IReadOnlyList<string>? Tags { get; init; }
}

public sealed record ChangeAssetRequest
{
    [NotBlank, StringLength(300)]
    public string? Name { get; init; }

    [StringLength(100)]
    public string? Kind { get; init; }

    [StringLength(200)]
    public string? Serial { get; init; }

    [NotBlank]
    public string? Description { get; init; }

    [TagList]
    public IReadOnlyList<string>? Tags { get; init; }
}

public sealed record AssetResponse(
    Guid Id, long Number, string Name, string? Kind, string? Serial, string Description, IReadOnlyList<string> Tags, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static AssetResponse From(Asset asset) => new(
        asset.Id, asset.Number, asset.Name, asset.Kind, asset.Serial, asset.Description, asset.Tags, asset.CreatedAt, asset.UpdatedAt);
}

/// <param name="Next">Pass it as <c>after</c> to get the next page; null on the last.</param>
public sealed record AssetListResponse(IReadOnlyList<AssetResponse> Assets, string? Next);
