namespace TicketRag.StandIns.Otlp;

/// <summary>
/// What the export requests of all three signals have in common: resources (1) of {resource 1, scopes 2} of {scope 1, items 2}.
/// </summary>
internal static class OtlpEnvelope
{
    public delegate T ReadItem<T>(ReadOnlySpan<byte> message, OtlpScope scope);

    public static List<T> Read<T>(ReadOnlySpan<byte> request, ReadItem<T> readItem)
    {
        var items = new List<T>();
        var reader = new ProtobufReader(request);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                ReadResource(reader.Bytes(), readItem, items);
            }
            else
            {
                reader.Skip();
            }
        }

        return items;
    }

    private static void ReadResource<T>(ReadOnlySpan<byte> message, ReadItem<T> readItem, List<T> items)
    {
        var resource = new Dictionary<string, object?>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: resource = OtlpAttributes.Pairs(reader.Bytes()); break;
                case 2: ReadScope(reader.Bytes(), resource, readItem, items); break;
                default: reader.Skip(); break;
            }
        }
    }

    private static void ReadScope<T>(ReadOnlySpan<byte> message, Dictionary<string, object?> resource, ReadItem<T> readItem, List<T> items)
    {
        var scope = new OtlpScope(resource, "");
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: scope = new(resource, ScopeName(reader.Bytes())); break;
                case 2: items.Add(readItem(reader.Bytes(), scope)); break;
                default: reader.Skip(); break;
            }
        }
    }

    private static string ScopeName(ReadOnlySpan<byte> message)
    {
        var name = "";
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                name = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return name;
    }
}
