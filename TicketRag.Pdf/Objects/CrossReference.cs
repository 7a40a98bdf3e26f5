namespace TicketRag.Pdf.Objects;

/// <summary>Where an object is: at an offset of the file, or at an index of an object stream (ISO 32000-2, 7.5.4).</summary>
internal readonly record struct ObjectLocation(int Offset, int ContainerNumber, int Index)
{
    public bool IsCompressed => ContainerNumber > 0;

    public static ObjectLocation At(int offset) => new(offset, 0, 0);

    public static ObjectLocation In(int container, int index) => new(-1, container, index);

    /// <summary>A number that is known to be free, which hides what older sections say of it.</summary>
    public static ObjectLocation Free { get; } = new(-1, 0, 0);
}

/// <summary>All that the cross-reference sections of a file say, newest first.</summary>
internal sealed class CrossReference
{
    public Dictionary<int, ObjectLocation> Locations { get; } = [];

    /// <summary>The trailer's entries (7.5.5); what newer sections say stands.</summary>
    public DictionaryObject Trailer { get; } = new();

    public void Add(int number, ObjectLocation location) => Locations.TryAdd(number, location);

    public void Merge(DictionaryObject trailer)
    {
        foreach (var (key, value) in trailer.Entries)
        {
            if (Trailer[key].IsNull)
            {
                Trailer.Set(key, value);
            }
        }
    }
}
