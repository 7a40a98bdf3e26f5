using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using TicketRag.Core.Organizations;
using TicketRag.Core.Tickets;

namespace TicketRag.Core.Persistence;

internal sealed class OrganizationIdConverter() : ValueConverter<OrganizationId, Guid>(id => id.Value, value => new(value));

internal sealed class AudienceConverter() : ValueConverter<Audience, string>(audience => audience.Value, value => Audience.Parse(value));

internal sealed class TicketStatusConverter() : ValueConverter<TicketStatus, string>(status => status.Name(), name => Parse(name))
{
    private static TicketStatus Parse(string name) =>
        TicketStatusNames.TryParse(name, out var status) ? status : throw new FormatException($"'{name}' is no ticket status.");
}

/// <summary>Enums are stored by the names that the wire, the logs and the docs use.</summary>
internal sealed class SnakeCaseEnumConverter<T>() : ValueConverter<T, string>(value => SnakeCaseName.Of(value), name => SnakeCaseName.Parse<T>(name))
    where T : struct, Enum;

/// <summary>The snake_case names of an enum's members.</summary>
public static class SnakeCaseName
{
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    public static bool TryParse<T>(string? name, out T value)
        where T : struct, Enum
    {
        value = default;
        return name is not null && Names<T>.ByName.TryGetValue(name, out value);
    }

    public static T Parse<T>(string name)
        where T : struct, Enum => TryParse<T>(name, out var value) ? value : throw new FormatException($"'{name}' is no {typeof(T).Name}.");

    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => [.. Names<T>.ByValue.Values];

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

        public static readonly Dictionary<string, T> ByName =
            ByValue.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);
    }
}
