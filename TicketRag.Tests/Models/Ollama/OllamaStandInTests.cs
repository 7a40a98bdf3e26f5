using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TicketRag.StandIns.Ollama;

namespace TicketRag.Tests.Models.Ollama;

/// <summary>The stand-in must be no kinder than Ollama, or the tests against it prove nothing.</summary>
public sealed class OllamaStandInTests : IAsyncLifetime
{
    private OllamaStandIn ollama = null!;
    private HttpClient http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        ollama = await OllamaStandIn.StartAsync(
            OllamaStandInModel.Embedding(contextLength: 5), OllamaStandInModel.Chat(), OllamaStandInModel.Thinking());
        http = new() { BaseAddress = ollama.Endpoint };
    }

    [Fact]
    public async Task It_says_that_it_is_running()
    {
        Assert.Equal("Ollama is running", await http.GetStringAsync("/", Cancellation));
        using var head = await http.SendAsync(new(HttpMethod.Head, "/"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal("0.32.15", (await http.GetFromJsonAsync<JsonElement>("/api/version", Cancellation)).GetProperty("version").GetString());
        var tags = await http.GetFromJsonAsync<JsonElement>("/api/tags", Cancellation);
        Assert.Equal(
            ["llama3.2:latest", "nomic-embed-text:latest", "qwen3:latest"],
            tags.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()!));
    }

    [Theory]
    [InlineData("/api/embed", """{"model":"nope","input":"a"}""", 404, "model 'nope' not found")]
    [InlineData("/api/embed", """{"model":"nomic-embed-text","input":["a",1]}""", 400, "invalid input type")]
    [InlineData("/api/embed", """{"model":"nomic-embed-text","input":{"a":1}}""", 400, "invalid input type")]
    [InlineData("/api/embed", """{"model":"nomic-embed-text","input":"a b c d e f","truncate":false}""", 400, "the input length exceeds the context length")]
    [InlineData("/api/embed", """{"model":"nomic-embed-text","input":"a","truncate":"no"}""", 400, "json: cannot unmarshal string into Go struct field EmbedRequest.truncate of type bool")]
    [InlineData("/api/embed", """{"model":"nomic-embed-text","input":"a","keep_alive":"soon"}""", 400, "time: invalid duration \"soon\"")]
    [InlineData("/api/embed", """{"model":"nomic-embed-text","input":"a","dimensions":1.5}""", 400, "json: cannot unmarshal number 1.5 into Go struct field EmbedRequest.dimensions of type int")]
    [InlineData("/api/chat", """{"model":"nope","messages":[]}""", 404, "model \"nope\" not found, try pulling it first")]
    [InlineData("/api/chat", """{"messages":[]}""", 400, "model is required")]
    [InlineData("/api/chat", """{"model":"nomic-embed-text","messages":[]}""", 400, "\"nomic-embed-text\" does not support chat")]
    [InlineData("/api/chat", """{"model":"llama3.2","messages":[],"think":true}""", 400, "\"llama3.2\" does not support thinking")]
    [InlineData("/api/chat", """{"model":"llama3.2","messages":"hi"}""", 400, "json: cannot unmarshal string into Go struct field ChatRequest.messages of type []api.Message")]
    [InlineData("/api/chat", """{"model":"llama3.2","messages":[{"role":"user","content":1}]}""", 400, "json: cannot unmarshal number into Go struct field Message.content of type string")]
    [InlineData("/api/chat", """{"model":"llama3.2","messages":[],"stream":"yes"}""", 400, "json: cannot unmarshal string into Go struct field ChatRequest.stream of type bool")]
    [InlineData("/api/chat", """{"model":"llama3.2","messages":[],"format":"xml"}""", 400, "invalid format: \"xml\"; expected \"json\" or a valid JSON Schema object")]
    [InlineData("/api/chat", """{"model":"llama3.2","messages":[],"options":{"temperature":"hot"}}""", 500, "option \"temperature\" must be of type float32")]
    [InlineData("/api/show", """{"model":"nope"}""", 404, "model 'nope' not found")]
    [InlineData("/api/pull", """{"model":"nope","stream":false}""", 500, "pull model manifest: file does not exist")]
    [InlineData("/api/chat", "", 400, "missing request body")]
    [InlineData("/api/chat", "[]", 400, "json: cannot unmarshal array into Go value of type api.ChatRequest")]
    public async Task Requests_are_refused_with_the_originals_codes_and_words(string path, string body, int status, string error)
    {
        var (code, answer) = await PostAsync(path, body);

        Assert.Equal((status, error), (code, JsonElement.Parse(answer).GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Unknown_fields_and_options_are_ignored()
    {
        var (code, _) = await PostAsync("/api/embed", """{"model":"nomic-embed-text","input":"a","colour":1,"options":{"shape":[]}}""");

        Assert.Equal(200, code);
    }

    [Theory]
    [InlineData("""{"model":"nomic-embed-text"}""")]
    [InlineData("""{"model":"nomic-embed-text","input":""}""")]
    [InlineData("""{"model":"nomic-embed-text","input":[]}""")]
    public async Task No_input_loads_the_model_and_embeds_nothing(string body)
    {
        var (code, answer) = await PostAsync("/api/embed", body);

        Assert.Equal((200, 0), (code, JsonElement.Parse(answer).GetProperty("embeddings").GetArrayLength()));
    }

    [Fact]
    public async Task Vectors_are_normalised_after_they_are_cut()
    {
        var (_, answer) = await PostAsync("/api/embed", """{"model":"nomic-embed-text","input":"one two three four","dimensions":128}""");

        var vector = JsonElement.Parse(answer).GetProperty("embeddings")[0].EnumerateArray().Select(value => value.GetSingle()).ToList();
        Assert.Equal(128, vector.Count);
        Assert.Equal(1, vector.Sum(value => value * value), 1e-5);
    }

    [Fact]
    public async Task A_chat_that_is_not_streamed_is_one_object()
    {
        ollama.Reply = _ => "unplug it";

        var (code, answer) = await PostAsync("/api/chat", """{"model":"llama3.2","stream":false,"messages":[{"role":"user","content":"why"}]}""");

        var body = JsonElement.Parse(answer);
        Assert.Equal(200, code);
        Assert.Equal("unplug it", body.GetProperty("message").GetProperty("content").GetString());
        Assert.True(body.GetProperty("done").GetBoolean());
        Assert.Equal(2, body.GetProperty("eval_count").GetInt32());
    }

    [Fact]
    public async Task A_chat_is_streamed_by_default_as_lines()
    {
        ollama.Reply = _ => "unplug it";

        using var response = await http.PostAsync(
            "/api/chat", new StringContent("""{"model":"llama3.2","messages":[{"role":"user","content":"why"}]}"""), Cancellation);

        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        var lines = (await response.Content.ReadAsStringAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([false, false, true], lines.Select(line => JsonElement.Parse(line).GetProperty("done").GetBoolean()));
    }

    [Fact]
    public async Task Other_routes_are_not_found()
    {
        using var response = await http.GetAsync("/api/generate-answers", Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("404 page not found", await response.Content.ReadAsStringAsync(Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await ollama.DisposeAsync();
    }

    private async Task<(int Status, string Body)> PostAsync(string path, string body)
    {
        using var response = await http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
