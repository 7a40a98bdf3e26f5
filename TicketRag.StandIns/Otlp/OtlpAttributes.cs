namespace TicketRag.StandIns.Otlp;

/// <summary>Reads opentelemetry.proto.common.v1: key/value pairs and their values.</summary>
internal static class OtlpAttributes
{
    public static KeyValuePair<string, object?> KeyValue(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        var key = "";
        object? value = null;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: key = reader.Text(); break;
                case 2: value = AnyValue(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }

        return new(key, value);
    }

    /// <summary>A string, bool, long, double, byte[], <c>object?[]</c>, dictionary, or null.</summary>
    public static object? AnyValue(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        object? value = null;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: value = reader.Text(); break;
                case 2: value = reader.Varint() != 0; break;
                case 3: value = reader.Varint(); break;
                case 4: value = reader.Double(); break;
                case 5: value = Values(reader.Bytes()); break;
                case 6: value = Pairs(reader.Bytes()); break;
                case 7: value = reader.Bytes().ToArray(); break;
                default: reader.Skip(); break;
            }
        }

        return value;
    }

    /// <summary>The attributes of a Resource, a message whose first field they are.</summary>
    public static Dictionary<string, object?> Pairs(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        var pairs = new Dictionary<string, object?>();
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                pairs.Add(KeyValue(reader.Bytes()));
            }
            else
            {
                reader.Skip();
            }
        }

        return pairs;
    }

    /// <summary>Repeated keys keep the last value, as OTLP's receivers may.</summary>
    public static void Add(this Dictionary<string, object?> attributes, KeyValuePair<string, object?> pair) =>
        attributes[pair.Key] = pair.Value;

    private static object?[] Values(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        var values = new List<object?>();
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                values.Add(AnyValue(reader.Bytes()));
            }
            else
            {
                reader.Skip();
            }
        }

        return [.. values];
    }
}
