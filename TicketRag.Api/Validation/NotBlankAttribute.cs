using System.ComponentModel.DataAnnotations;

namespace TicketRag.Api.Validation;

/// <summary>May be left out, but not be emptied: for what a row must keep.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotBlankAttribute() : ValidationAttribute("The field {0} may be left out, but not blank.")
{
    public override bool IsValid(object? value) => value is not string text || !string.IsNullOrWhiteSpace(text);
}
