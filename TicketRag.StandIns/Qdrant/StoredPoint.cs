using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <param name="Dense">By vector name; of cosine vectors the normalised form, as the server stores it.</param>
internal sealed record StoredPoint(
    PointId Id,
    IReadOnlyDictionary<string, float[]> Dense,
    IReadOnlyDictionary<string, SparseValues> Sparse,
    JsonElement Payload)
{
    /// <summary>The place in the collection's table.</summary>
    public int Slot { get; init; }

    public ulong Version { get; init; }

    /// <summary>The payload's values, read once: filters look at them for every point.</summary>
    public IReadOnlyDictionary<string, object?[]> Fields { get; } = PayloadFields.Read(Payload);
}
