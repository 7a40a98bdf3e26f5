using System.Text.Json;

namespace TicketRag.Tests.Jobs;

/// <summary>What a statement did, of what auto_explain says of it.</summary>
/// <param name="Nodes">Kinds of its steps.</param>
/// <param name="ReadWhole">Tables.</param>
/// <param name="Buffers">Pages that it looked at.</param>
/// <param name="Sorted">Rows that went through a sort.</param>
internal sealed record StatementPlan(IReadOnlyList<string> Nodes, IReadOnlyList<string> Indexes, IReadOnlyList<string> ReadWhole, long Buffers, double Sorted)
{
    public static StatementPlan Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement.GetProperty("Plan");
        var (nodes, indexes, readWhole, sorted) = (new List<string>(), new List<string>(), new List<string>(), 0.0);
        Walk(root);
        return new(nodes, indexes, readWhole, root.GetProperty("Shared Hit Blocks").GetInt64() + root.GetProperty("Shared Read Blocks").GetInt64(), sorted);

        void Walk(JsonElement node)
        {
            nodes.Add(node.GetProperty("Node Type").GetString()!);
            if (nodes[^1] == "Seq Scan")
            {
                readWhole.Add(node.GetProperty("Relation Name").GetString()!);
            }

            sorted += nodes[^1] == "Sort" ? node.GetProperty("Actual Rows").GetDouble() * node.GetProperty("Actual Loops").GetDouble() : 0;
            if (node.TryGetProperty("Index Name", out var index))
            {
                indexes.Add(index.GetString()!);
            }

            if (node.TryGetProperty("Plans", out var children))
            {
                foreach (var child in children.EnumerateArray())
                {
                    Walk(child);
                }
            }
        }
    }
}
