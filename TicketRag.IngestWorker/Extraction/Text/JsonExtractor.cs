using System.Text;
using System.Text.Json;

namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>JSON, and JSON lines: objects of one shape in an array as a table, anything else as <c>path: value</c> lines.</summary>
internal sealed class JsonExtractor : IExtractor
{
    public string Format => "json";

    public bool Recognizes(FileProbe file)
    {
        var start = file.Sample.AsSpan().TrimStart();
        return start.Length > 1 && start[0] is '{' or '[' && LooksLikeJson(start);
    }

    public void Extract(ExtractionRun run)
    {
        var bytes = Encoding.UTF8.GetBytes(TextReading.Whole(run));
        var reader = new Utf8JsonReader(bytes, new()
        {
            AllowMultipleValues = true, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = run.Budget.Options.MaxMarkupDepth,
        });
        while (reader.Read())
        {
            run.Budget.Check();
            using var value = JsonDocument.ParseValue(ref reader);
            new JsonBlocks(run.Blocks, run.Budget).Write(value.RootElement);
        }
    }

    // The tokens at the beginning, as far as they go.
    private static bool LooksLikeJson(ReadOnlySpan<char> start)
    {
        const int mostTokens = 20;
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(start.ToString()), isFinalBlock: false, new(new()
        {
            AllowMultipleValues = true, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 2_000,
        }));
        try
        {
            var tokens = 0;
            while (tokens < mostTokens && reader.Read())
            {
                tokens++;
            }

            return tokens > 1;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
