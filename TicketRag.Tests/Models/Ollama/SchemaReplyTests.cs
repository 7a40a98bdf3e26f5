using System.Text.Json;
using TicketRag.StandIns.Ollama;

namespace TicketRag.Tests.Models.Ollama;

public class SchemaReplyTests
{
    private const string Schema = """
        {
          "type": "object",
          "properties": {
            "status": {"type": "string", "enum": ["answered", "not_found"]},
            "steps": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "text": {"type": "string"},
                  "citations": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/citation"}}
                }
              }
            },
            "confidence": {"type": "number", "minimum": 0.5},
            "note": {"type": ["string", "null"]},
            "escalate": {"anyOf": [{"type": "null"}, {"type": "boolean"}]}
          },
          "$defs": {
            "citation": {"type": "object", "properties": {"source": {"type": "string"}, "quote": {"type": "string"}}}
          }
        }
        """;

    [Theory]
    [InlineData("""
        <source id="S1" title="Printers">Heat
        The fuser of model 3.5 overheats after 400 pages. Then it smokes.</source>
        <source id="S2">Unplug the printer before you open it.</source>
        """)]
    [InlineData("""
        Sources:
        [S1] The fuser of model 3.5 overheats after 400 pages. Then it smokes.
        [S2] Unplug the printer before you open it.

        Question: why?
        """)]
    public void The_default_reply_keeps_to_the_schema_and_quotes_the_prompt(string prompt)
    {
        var reply = JsonElement.Parse(SchemaReply.FromPrompt(Request(prompt)));

        Assert.Equal("answered", reply.GetProperty("status").GetString());
        Assert.Equal(
            [("S1", "The fuser of model 3.5 overheats after 400 pages."), ("S2", "Unplug the printer before you open it.")],
            Citations(reply));
        Assert.Equal(0.5, reply.GetProperty("confidence").GetDouble());
        Assert.Equal(JsonValueKind.String, reply.GetProperty("note").ValueKind);
        Assert.Equal(JsonValueKind.True, reply.GetProperty("escalate").ValueKind);
    }

    [Fact]
    public void Without_sources_there_are_no_steps()
    {
        var reply = JsonElement.Parse(SchemaReply.FromPrompt(Request("Why does it smoke?")));

        Assert.Empty(Citations(reply));
    }

    [Fact]
    public void A_model_that_makes_things_up_keeps_to_the_schema_but_not_to_the_prompt()
    {
        const string Prompt = "[S1] The fuser overheats after 400 pages.";

        var reply = JsonElement.Parse(SchemaReply.Invented(Request(Prompt)));

        Assert.NotEmpty(Citations(reply));
        Assert.All(Citations(reply), citation =>
        {
            Assert.DoesNotContain(citation.Source, Prompt);
            Assert.DoesNotContain(citation.Quote, Prompt);
        });
    }

    private static OllamaChatRequest Request(string prompt) =>
        new("llama3.2", [new("user", prompt)], JsonElement.Parse(Schema), Options: null);

    private static IEnumerable<(string Source, string Quote)> Citations(JsonElement reply) =>
        reply.GetProperty("steps").EnumerateArray()
            .SelectMany(step => step.GetProperty("citations").EnumerateArray())
            .Select(citation => (citation.GetProperty("source").GetString()!, citation.GetProperty("quote").GetString()!));
}
