using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <summary>An unsigned integer or a UUID; the integers come first in order.</summary>
internal readonly record struct PointId(ulong? Number, Guid Uuid) : IComparable<PointId>
{
    public static PointId Read(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetUInt64(out var number))
        {
            return new(number, default);
        }

        return element.ValueKind == JsonValueKind.String && Guid.TryParse(element.GetString(), out var uuid)
            ? new(null, uuid)
            : throw Refusal.Format(
                $"value {element.GetRawText()} is not a valid point ID, valid values are either an unsigned integer or a UUID");
    }

    public void Write(Utf8JsonWriter writer)
    {
        if (Number is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(Uuid);
        }
    }

    public int CompareTo(PointId other) => (Number, other.Number) switch
    {
        ({ } mine, { } others) => mine.CompareTo(others),
        ({ }, null) => -1,
        (null, { }) => 1,
        _ => Uuid.CompareTo(other.Uuid),
    };
}
