namespace TicketRag.StandIns.Otlp;

/// <summary>Reads opentelemetry.proto.trace.v1.Span.</summary>
internal static class OtlpSpanReader
{
    public static OtlpSpan Read(ReadOnlySpan<byte> message, OtlpScope scope)
    {
        string traceId = "", spanId = "", parentSpanId = "", name = "", statusMessage = "";
        long kind = 0, statusCode = 0;
        ulong startedAt = 0, endedAt = 0;
        var attributes = new Dictionary<string, object?>();
        var links = new List<OtlpLink>();
        var events = new List<OtlpEvent>();

        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: traceId = reader.Hex(); break;
                case 2: spanId = reader.Hex(); break;
                case 4: parentSpanId = reader.Hex(); break;
                case 5: name = reader.Text(); break;
                case 6: kind = reader.Varint(); break;
                case 7: startedAt = reader.Fixed64(); break;
                case 8: endedAt = reader.Fixed64(); break;
                case 9: attributes.Add(OtlpAttributes.KeyValue(reader.Bytes())); break;
                case 11: events.Add(Event(reader.Bytes())); break;
                case 13: links.Add(Link(reader.Bytes())); break;
                case 15: (statusCode, statusMessage) = Status(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }

        return new()
        {
            TraceId = traceId,
            SpanId = spanId,
            ParentSpanId = parentSpanId,
            Name = name,
            Kind = (OtlpSpanKind)kind,
            StatusCode = (OtlpStatusCode)statusCode,
            StatusMessage = statusMessage,
            Attributes = attributes,
            Links = links,
            Events = events,
            Duration = TimeSpan.FromTicks((long)(endedAt - startedAt) / 100),
            Scope = scope,
        };
    }

    private static OtlpLink Link(ReadOnlySpan<byte> message)
    {
        string traceId = "", spanId = "";
        var attributes = new Dictionary<string, object?>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: traceId = reader.Hex(); break;
                case 2: spanId = reader.Hex(); break;
                case 4: attributes.Add(OtlpAttributes.KeyValue(reader.Bytes())); break;
                default: reader.Skip(); break;
            }
        }

        return new(traceId, spanId, attributes);
    }

    private static OtlpEvent Event(ReadOnlySpan<byte> message)
    {
        var name = "";
        var attributes = new Dictionary<string, object?>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2: name = reader.Text(); break;
                case 3: attributes.Add(OtlpAttributes.KeyValue(reader.Bytes())); break;
                default: reader.Skip(); break;
            }
        }

        return new(name, attributes);
    }

    private static (long Code, string Message) Status(ReadOnlySpan<byte> message)
    {
        long code = 0;
        var text = "";
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2: text = reader.Text(); break;
                case 3: code = reader.Varint(); break;
                default: reader.Skip(); break;
            }
        }

        return (code, text);
    }
}
