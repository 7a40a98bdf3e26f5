using System.ComponentModel;
using Microsoft.AspNetCore.Http.Metadata;

namespace TicketRag.Api.Errors;

/// <summary>Finds the parameter of a query that has the wrong type: generated endpoints refuse an optional one with 400 and do not say which it was.</summary>
internal static class UnreadableParameter
{
    /// <returns>Null where none is.</returns>
    public static string? Explain(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(parameter => parameter.HasTryParse)
            .Select(parameter => (Name: NameOf(parameter), Type: parameter.ParameterInfo.ParameterType))
            .FirstOrDefault(parameter => context.Request.Query[parameter.Name] is [{ Length: > 0 } value, ..] && !CanRead(parameter.Type, value)) is { Name: { } name }
            ? Missing(name)
            : null;

    public static string Missing(string name) => $"The parameter '{name}' is missing or has the wrong type.";

    private static string NameOf(IParameterBindingMetadata parameter) =>
        parameter.ParameterInfo.GetCustomAttributes(false).OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? parameter.Name;

    private static bool CanRead(Type type, string value)
    {
        try
        {
            return TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).ConvertFromInvariantString(value) is not null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }
}
