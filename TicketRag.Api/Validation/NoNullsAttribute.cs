using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace TicketRag.Api.Validation;

/// <summary>A list without null in it: the serializer looks at members' nullability, not at elements'.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NoNullsAttribute() : ValidationAttribute("The field {0} must not hold null.")
{
    public override bool IsValid(object? value) => value is not IEnumerable list || list.Cast<object?>().All(element => element is not null);
}
