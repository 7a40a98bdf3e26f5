using System.Diagnostics;
using Microsoft.Extensions.AI;
using TicketRag.Core.Models;

namespace TicketRag.Tests.Models.Ollama;

public sealed class OllamaTelemetryTests : IDisposable
{
    private readonly ModelTelemetryRecord _record = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _record.Dispose();

    [Fact]
    public async Task A_chat_is_a_span_with_its_model_tokens_and_reason()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Reply = _ => "unplug it";

        await ollama.Chat.GetResponseAsync("the printer smokes", new() { Temperature = 0.5f, MaxOutputTokens = 9 }, Cancellation);

        var span = Assert.Single(_record.SpansOf(ollama));
        Assert.Equal("chat llama3.2:latest", span.DisplayName);
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.Equal("chat", span.GetTagItem("gen_ai.operation.name"));
        Assert.Equal("ollama", span.GetTagItem("gen_ai.provider.name"));
        Assert.Equal("ollama", span.GetTagItem("gen_ai.system"));
        Assert.Equal("llama3.2:latest", span.GetTagItem("gen_ai.request.model"));
        Assert.Equal("llama3.2:latest", span.GetTagItem("gen_ai.response.model"));
        Assert.Equal(0.5f, span.GetTagItem("gen_ai.request.temperature"));
        Assert.Equal(9, span.GetTagItem("gen_ai.request.max_tokens"));
        Assert.Equal(3L, span.GetTagItem("gen_ai.usage.input_tokens"));
        Assert.Equal(2L, span.GetTagItem("gen_ai.usage.output_tokens"));
        Assert.Equal(["stop"], Assert.IsType<string[]>(span.GetTagItem("gen_ai.response.finish_reasons")));
        Assert.Null(span.GetTagItem("error.type"));
    }

    [Fact]
    public async Task Embeddings_are_one_span_for_all_batches()
    {
        await using var ollama = await OllamaHost.StartAsync(settings: ("EmbedBatchSize", "1"));

        await ollama.Embedder.GenerateAsync(["printer", "scanner"], cancellationToken: Cancellation);

        var span = Assert.Single(_record.SpansOf(ollama));
        Assert.Equal("embeddings nomic-embed-text:latest", span.DisplayName);
        Assert.Equal("embeddings", span.GetTagItem("gen_ai.operation.name"));
        Assert.Equal(4L, span.GetTagItem("gen_ai.usage.input_tokens"));
        Assert.Equal(256, span.GetTagItem("gen_ai.embeddings.dimension.count"));
    }

    [Fact]
    public async Task A_failed_call_names_its_kind_of_error_in_span_and_metric()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Faults.FailMidStream();

        await Assert.ThrowsAsync<ModelUnavailableException>(() => ollama.Chat.GetResponseAsync("hello", cancellationToken: Cancellation));

        var span = Assert.Single(_record.SpansOf(ollama));
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("server_error", span.GetTagItem("error.type"));
        var (_, tags) = Assert.Single(_record.MeasurementsOf(ollama, ModelTelemetry.DurationMetric));
        Assert.Equal("server_error", tags["error.type"]);
        Assert.Empty(_record.MeasurementsOf(ollama, ModelTelemetry.TokensMetric));
    }

    [Theory]
    [InlineData(503, "server busy, please try again.  maximum pending requests exceeded", "busy")]
    [InlineData(404, "model 'llama3.2:latest' not found", "missing")]
    [InlineData(500, "llama runner process has terminated", "server_error")]
    public async Task A_refused_call_is_a_span_and_a_measurement_with_its_kind_of_error(int status, string error, string kind)
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Faults.Refuse(status, error, times: 2);

        await Assert.ThrowsAsync<ModelUnavailableException>(() => ollama.Chat.GetResponseAsync("hello", cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ModelUnavailableException>(() => ollama.Embedder.GenerateAsync(["hello"], cancellationToken: Cancellation));

        Assert.Equal(["chat llama3.2:latest", "embeddings nomic-embed-text:latest"], _record.SpansOf(ollama).Select(span => span.DisplayName));
        Assert.All(_record.SpansOf(ollama), span => Assert.Equal((ActivityStatusCode.Error, kind), (span.Status, span.GetTagItem("error.type"))));
        Assert.All(_record.SpansOf(ollama), span => Assert.Null(span.GetTagItem("gen_ai.usage.input_tokens")));
        Assert.Equal([kind, kind], _record.MeasurementsOf(ollama, ModelTelemetry.DurationMetric).Select(one => one.Tags["error.type"]));
    }

    [Fact]
    public async Task A_stream_that_its_caller_cancels_says_so()
    {
        await using var ollama = await OllamaHost.StartAsync();
        var hold = ollama.Server.Faults.HoldMidStream();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var read = ollama.Chat.GetStreamingResponseAsync("hello there", cancellationToken: leaving.Token).ToListAsync(leaving.Token).AsTask();
        await hold.Arrived.WaitAsync(Cancellation);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);

        var span = Assert.Single(_record.SpansOf(ollama));
        Assert.Equal((ActivityStatusCode.Error, "cancelled"), (span.Status, span.GetTagItem("error.type")));
        Assert.Equal("cancelled", Assert.Single(_record.MeasurementsOf(ollama, ModelTelemetry.DurationMetric)).Tags["error.type"]);
        Assert.Empty(_record.MeasurementsOf(ollama, ModelTelemetry.TokensMetric));
    }

    [Fact]
    public async Task A_stream_is_one_span_from_its_first_request_to_its_last_line()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Reply = _ => "unplug it now";
        var updates = 0;
        await foreach (var _ in ollama.Chat.GetStreamingResponseAsync("the printer smokes", cancellationToken: Cancellation))
        {
            updates++;
            Assert.Empty(_record.SpansOf(ollama));
        }

        var span = Assert.Single(_record.SpansOf(ollama));
        Assert.Equal((4, 3L, 3L), (updates, span.GetTagItem("gen_ai.usage.input_tokens"), span.GetTagItem("gen_ai.usage.output_tokens")));
        Assert.Null(span.GetTagItem("error.type"));
    }

    [Fact]
    public async Task Tokens_that_the_model_did_not_count_are_on_no_span_and_in_no_metric()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Faults.AnswerWith("""{"model":"llama3.2:latest","message":{"role":"assistant","content":"hello"},"done":true}""");
        await ollama.Chat.GetResponseAsync("hello", cancellationToken: Cancellation);

        Assert.Null(Assert.Single(_record.SpansOf(ollama)).GetTagItem("gen_ai.usage.output_tokens"));
        Assert.Empty(_record.MeasurementsOf(ollama, ModelTelemetry.TokensMetric));
        Assert.Single(_record.MeasurementsOf(ollama, ModelTelemetry.DurationMetric));
    }

    [Fact]
    public async Task Measurements_say_what_was_called_and_nothing_of_what_was_said()
    {
        await using var ollama = await OllamaHost.StartAsync();
        await ollama.Chat.GetResponseAsync("the printer smokes", cancellationToken: Cancellation);

        string[] wanted = ["gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.response.model", "server.address", "server.port"];
        Assert.Equal(wanted, Assert.Single(_record.MeasurementsOf(ollama, ModelTelemetry.DurationMetric)).Tags.Keys.Order());
        Assert.All(_record.MeasurementsOf(ollama, ModelTelemetry.TokensMetric), one => Assert.Equal([.. wanted, "gen_ai.token.type"], one.Tags.Keys.OrderBy(key => key == "gen_ai.token.type").ThenBy(key => key)));
        Assert.DoesNotContain(Assert.Single(_record.SpansOf(ollama)).TagObjects, tag => tag.Value?.ToString()?.Contains("smokes", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Duration_and_tokens_are_measured()
    {
        await using var ollama = await OllamaHost.StartAsync();
        ollama.Server.Reply = _ => "unplug it";
        var hold = ollama.Server.Faults.Hold();

        var answer = ollama.Chat.GetResponseAsync("the printer smokes", cancellationToken: Cancellation);
        await hold.Arrived.WaitAsync(Cancellation);
        ollama.Time.Advance(TimeSpan.FromSeconds(2.5));
        hold.Release();
        await answer;

        var (seconds, tags) = Assert.Single(_record.MeasurementsOf(ollama, ModelTelemetry.DurationMetric));
        Assert.Equal(2.5, seconds);
        Assert.Equal("chat", tags["gen_ai.operation.name"]);
        Assert.Equal("llama3.2:latest", tags["gen_ai.response.model"]);
        Assert.Equal(
            [("input", 3), ("output", 2)],
            _record.MeasurementsOf(ollama, ModelTelemetry.TokensMetric).Select(one => ((string)one.Tags["gen_ai.token.type"]!, one.Value)));
    }

    [Fact]
    public async Task A_model_call_belongs_to_the_trace_of_its_caller()
    {
        await using var ollama = await OllamaHost.StartAsync();
        using var caller = new Activity("request").Start();

        await ollama.Chat.GetResponseAsync("hello", cancellationToken: Cancellation);

        Assert.Equal(caller.SpanId, Assert.Single(_record.SpansOf(ollama)).ParentSpanId);
        Assert.Same(caller, Activity.Current);
    }
}
