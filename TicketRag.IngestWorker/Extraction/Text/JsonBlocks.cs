using System.Text;
using System.Text.Json;

namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>Writes a JSON value as blocks.</summary>
internal sealed class JsonBlocks(BlockWriter blocks, ExtractionBudget budget)
{
    private const int LeastRows = 2;

    public void Write(JsonElement value, string path = "")
    {
        budget.Check();
        if (Columns(value) is { } columns)
        {
            WriteTable(value, columns);
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, path);
                break;
            case JsonValueKind.Array:
                WriteArray(value, path);
                break;
            default:
                blocks.Paragraph(Line(path, value));
                break;
        }
    }

    private void WriteObject(JsonElement value, string path)
    {
        var lines = new StringBuilder();
        foreach (var member in value.EnumerateObject().Where(member => IsPlain(member.Value)))
        {
            // Each repeats the path to it.
            lines.Append(lines.Length > 0 ? "\n" : "").Append(Line(Join(path, member.Name), member.Value));
            budget.CheckText(lines.Length);
        }

        blocks.Paragraph(lines.ToString());
        foreach (var member in value.EnumerateObject().Where(member => !IsPlain(member.Value)))
        {
            Write(member.Value, Join(path, member.Name));
        }
    }

    private void WriteArray(JsonElement value, string path)
    {
        var number = 0;
        foreach (var item in value.EnumerateArray())
        {
            Write(item, $"{path}[{number++}]");
        }
    }

    private void WriteTable(JsonElement value, IReadOnlyList<string> columns)
    {
        using var table = blocks.Table();
        table.Row(columns, isHeader: true);
        foreach (var item in value.EnumerateArray())
        {
            table.Row([.. columns.Select(column => item.TryGetProperty(column, out var cell) ? Text(cell) : "")]);
        }
    }

    // The members of an array's objects, where they are all plain and mostly the same.
    private static List<string>? Columns(JsonElement value)
    {
        const int mostColumns = 100;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() < LeastRows || !value.EnumerateArray().All(IsFlat))
        {
            return null;
        }

        var columns = value.EnumerateArray().SelectMany(item => item.EnumerateObject().Select(member => member.Name)).Distinct().Take(mostColumns + 1).ToList();
        var filled = value.EnumerateArray().Sum(item => item.EnumerateObject().Count());
        return columns.Count is > 0 and <= mostColumns && filled * 2L >= (long)columns.Count * value.GetArrayLength() ? columns : null;
    }

    private static bool IsFlat(JsonElement item) => item.ValueKind == JsonValueKind.Object && item.EnumerateObject().All(member => IsPlain(member.Value));

    private static bool IsPlain(JsonElement value) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Line(string path, JsonElement value) => path.Length == 0 ? Text(value) : $"{path}: {Text(value)}";

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };
}
