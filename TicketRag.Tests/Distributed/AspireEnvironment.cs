namespace TicketRag.Tests.Distributed;

/// <summary>The variables of aspire-run.env for one service, with this run's values in place.</summary>
internal static class AspireEnvironment
{
    public const string Api = "api";
    public const string Worker = "ingest-worker";

    private const string Resource = "TicketRag.Tests.Distributed.aspire-run.env";

    public static Dictionary<string, string> Of(string service, IReadOnlyDictionary<string, string> values)
    {
        using var stream = typeof(AspireEnvironment).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n')
            .SkipWhile(line => line != $"[{service}]")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith('['))
            .Where(line => line.Length > 0)
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => values.Aggregate(pair[1], (text, value) => text.Replace($"{{{value.Key}}}", value.Value, StringComparison.Ordinal)));
    }
}
