using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

internal sealed record SparseValues(uint[] Indices, float[] Values)
{
    public static SparseValues Read(JsonElement element)
    {
        var fields = StrictObject.Of(element, "struct SparseVector", "indices", "values");
        var indices = Strict.Items(fields.Required("indices")).Select(Strict.Dimension).ToArray();
        var values = Strict.Numbers(fields.Required("values"));
        if (indices.Length != values.Length)
        {
            throw Refusal.Validation("values", "must be the same length as indices");
        }

        return indices.Distinct().Count() == indices.Length ? new(indices, values) : throw Refusal.Validation("indices", "must be unique");
    }
}
