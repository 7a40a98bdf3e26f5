namespace TicketRag.StandIns.Otlp;

/// <summary>Reads the head of opentelemetry.proto.metrics.v1.Metric.</summary>
internal static class OtlpMetricReader
{
    public static OtlpMetric Read(ReadOnlySpan<byte> message, OtlpScope scope)
    {
        string name = "", unit = "";
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: name = reader.Text(); break;
                case 3: unit = reader.Text(); break;
                default: reader.Skip(); break;
            }
        }

        return new(name, unit, scope);
    }
}
