using System.ComponentModel.DataAnnotations;

namespace TicketRag.Api.Validation;

/// <summary>At most fifty words of a hundred characters each.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TagListAttribute() : ValidationAttribute("The field {0} takes at most 50 tags of 1 to 100 characters each.")
{
    private const int MaxTags = 50;
    private const int MaxLength = 100;

    // The nullable reference is a promise that JSON does not keep.
    public override bool IsValid(object? value) =>
        value is not IReadOnlyList<string?> tags || (tags.Count <= MaxTags && tags.All(tag => !string.IsNullOrWhiteSpace(tag) && tag.Length <= MaxLength));
}
