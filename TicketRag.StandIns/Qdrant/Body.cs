using System.Text.Json;

namespace TicketRag.StandIns.Qdrant;

/// <summary>A request's body: JSON, or the refusal it deserves when an operation asks for it.</summary>
internal sealed class Body(JsonDocument? document, Refusal? refusal) : IDisposable
{
    public JsonElement? Recorded => document?.RootElement.Clone();

    public static Body Parse(MemoryStream bytes, bool isJson)
    {
        if (!isJson)
        {
            return new(null, new(System.Net.HttpStatusCode.BadRequest, "Content type error"));
        }

        try
        {
            return new(JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length)), null);
        }
        catch (JsonException broken)
        {
            return new(null, Refusal.Format(broken.Message));
        }
    }

    public static JsonElement Element(Body? body) => body is null
        ? throw Refusal.Format("EOF while parsing a value at line 1 column 0")
        : body.Required;

    private JsonElement Required => document?.RootElement ?? throw refusal!;

    public void Dispose() => document?.Dispose();
}
