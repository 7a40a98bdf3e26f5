namespace TicketRag.StandIns.Otlp;

/// <summary>Reads opentelemetry.proto.logs.v1.LogRecord.</summary>
internal static class OtlpLogReader
{
    public static OtlpLog Read(ReadOnlySpan<byte> message, OtlpScope scope)
    {
        string traceId = "", spanId = "";
        object? body = null;
        long severity = 0;
        var attributes = new Dictionary<string, object?>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2: severity = reader.Varint(); break;
                case 5: body = OtlpAttributes.AnyValue(reader.Bytes()); break;
                case 6: attributes.Add(OtlpAttributes.KeyValue(reader.Bytes())); break;
                case 9: traceId = reader.Hex(); break;
                case 10: spanId = reader.Hex(); break;
                default: reader.Skip(); break;
            }
        }

        return new()
        {
            Body = body as string,
            Severity = (int)severity,
            TraceId = traceId,
            SpanId = spanId,
            Attributes = attributes,
            Scope = scope,
        };
    }
}
