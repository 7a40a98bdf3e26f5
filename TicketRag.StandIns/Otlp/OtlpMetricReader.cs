namespace TicketRag.StandIns.Otlp;

/// <summary>Reads opentelemetry.proto.metrics.v1.Metric: its head, and of a histogram's points count, sum and attributes.</summary>
internal static class OtlpMetricReader
{
    public static OtlpMetric Read(ReadOnlySpan<byte> message, OtlpScope scope)
    {
        string name = "", unit = "";
        var points = new List<OtlpHistogramPoint>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: name = reader.Text(); break;
                case 3: unit = reader.Text(); break;
                case 9: ReadHistogram(reader.Bytes(), points); break;
                default: reader.Skip(); break;
            }
        }

        return new(name, unit, scope) { Histogram = points };
    }

    private static void ReadHistogram(ReadOnlySpan<byte> message, List<OtlpHistogramPoint> points)
    {
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: points.Add(Point(reader.Bytes())); break;
                default: reader.Skip(); break;
            }
        }
    }

    private static OtlpHistogramPoint Point(ReadOnlySpan<byte> message)
    {
        var (count, sum) = (0L, 0.0);
        var attributes = new Dictionary<string, object?>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 4: count = (long)reader.Fixed64(); break;
                case 5: sum = reader.Double(); break;
                case 9: attributes.Add(OtlpAttributes.KeyValue(reader.Bytes())); break;
                default: reader.Skip(); break;
            }
        }

        return new(count, sum, attributes);
    }
}
