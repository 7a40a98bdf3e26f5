using TicketRag.Core.Connections;

namespace TicketRag.Tests.Connections;

public sealed class EndpointConnectionTests
{
    [Theory]
    [InlineData("Endpoint=http://vectors:6333;Key=k=1", "http://vectors:6333/", "k=1", null)]
    [InlineData("endpoint=https://models/ollama;model=qwen3:4b", "https://models/ollama", null, "qwen3:4b")]
    [InlineData("http://vectors:6333", "http://vectors:6333/", null, null)]
    public void Aspires_form_and_a_bare_address_are_understood(string text, string endpoint, string? key, string? model) =>
        Assert.Equal(new(new(endpoint), key, model), EndpointConnection.Parse("qdrant_http", text));

    [Theory]
    [InlineData("Key=secret")]
    [InlineData("secret")]
    [InlineData("Endpoint=vectors:6333;Key=secret")]
    [InlineData("Endpoint=ftp://vectors;Key=secret")]
    public void Anything_else_is_refused_by_name_and_without_its_content(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => EndpointConnection.Parse("qdrant_http", text));

        Assert.Contains("ConnectionStrings:qdrant_http", refusal.Message);
        Assert.DoesNotContain("secret", refusal.Message);
    }
}
