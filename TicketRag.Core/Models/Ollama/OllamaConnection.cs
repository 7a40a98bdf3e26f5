using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace TicketRag.Core.Models.Ollama;

/// <summary>
/// One Ollama server under its connection's name. Every failure leaves here as <see cref="ModelUnavailableException"/>,
/// <see cref="ModelRequestException"/> or <see cref="ModelResponseException"/>; a server that doesn't answer repeatedly is left alone
/// for a while, and calls fail at once meanwhile.
/// </summary>
internal sealed partial class OllamaConnection
{
    /// <summary>What telemetry and metadata call this kind of server.</summary>
    public const string Provider = "ollama";

    private static readonly TimeSpan FailureWindow = TimeSpan.FromSeconds(20);

    private readonly HttpClient http;
    private readonly ResiliencePipeline circuit;
    private readonly ILogger<OllamaConnection> logger;

    public OllamaConnection(
        string name, Uri endpoint, string model, HttpClient http, OllamaOptions options, TimeProvider time, ILogger<OllamaConnection> logger)
    {
        Name = name;
        Endpoint = endpoint;
        Model = ModelName.WithTag(model);
        Options = options;
        Time = time;
        this.http = http;
        this.logger = logger;
        circuit = Circuit();
    }

    /// <summary><c>embed</c> or <c>chat</c>.</summary>
    public string Name { get; }

    public Uri Endpoint { get; }

    /// <summary>The connection's model, with its tag.</summary>
    public string Model { get; }

    public OllamaOptions Options { get; }

    public TimeProvider Time { get; }

    /// <summary>As Ollama reads it; null leaves it to the server.</summary>
    public string? KeepAlive => Options.KeepAlive switch
    {
        null => null,
        { } time when time < TimeSpan.Zero => "-1s",
        { } time => FormattableString.Invariant($"{time.TotalSeconds}s"),
    };

    public async Task<TAnswer> PostAsync<TRequest, TAnswer>(
        string path,
        TRequest request,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TAnswer> answerType,
        TimeSpan timeout,
        CancellationToken cancellationToken)
        where TAnswer : class
    {
        using var patience = new Patience(timeout, Time, cancellationToken);
        return await BehindCircuitAsync(
            async () =>
            {
                using var response = await SendAsync(path, JsonContent.Create(request, requestType), patience);
                return await response.Content.ReadFromJsonAsync(answerType, patience.Token) ?? throw Unreadable(null);
            },
            patience);
    }

    /// <summary>The answer line by line, the last included. Leaving early or cancelling ends the request at the server too.</summary>
    public async IAsyncEnumerable<TLine> StreamAsync<TRequest, TLine>(
        string path,
        TRequest request,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TLine> lineType,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TLine : class, IOllamaLine
    {
        using var patience = new Patience(Options.StreamIdleTimeout, Time, cancellationToken);
        using var response = await BehindCircuitAsync(() => SendAsync(path, JsonContent.Create(request, requestType), patience), patience);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(patience.Token));
        while (true)
        {
            patience.Renew();
            var line = await TranslatedAsync(() => NextAsync(reader, lineType, patience.Token), patience);
            if (line.Error is { } error)
            {
                throw OllamaRefusal.InStream(Name, error);
            }

            yield return line;
            if (line.IsLast)
            {
                yield break;
            }
        }
    }

    private async Task<TLine> NextAsync<TLine>(StreamReader reader, JsonTypeInfo<TLine> type, CancellationToken cancellationToken)
        where TLine : class
    {
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                return JsonSerializer.Deserialize(line, type) ?? throw Unreadable(null);
            }
        }

        throw new ModelUnavailableException(Name, ModelUnavailableKind.ServerError, "the answer ended before it was complete");
    }

    private async Task<HttpResponseMessage> SendAsync(string path, HttpContent content, Patience patience)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await OllamaRefusal.ReadAsync(Name, response, Time, patience.Token);
        }
    }

    private async Task<T> BehindCircuitAsync<T>(Func<Task<T>> call, Patience patience)
    {
        try
        {
            return await circuit.ExecuteAsync(async _ => await TranslatedAsync(call, patience), patience.Token);
        }
        catch (BrokenCircuitException broken)
        {
            throw new ModelUnavailableException(Name, ModelUnavailableKind.Unreachable, "not called, because it didn't answer repeatedly", broken)
            {
                RetryAfter = broken.RetryAfter,
            };
        }
    }

    private async Task<T> TranslatedAsync<T>(Func<Task<T>> call, Patience patience)
    {
        try
        {
            return await call();
        }
        catch (OperationCanceledException cancelled) when (!patience.CallerGaveUp)
        {
            var waited = patience.RanOut ? $"no answer within {patience.AtMost}" : $"no connection within {Options.ConnectTimeout}";
            throw new ModelUnavailableException(Name, ModelUnavailableKind.Unreachable, waited, cancelled);
        }
        catch (HttpRequestException failed)
        {
            throw new ModelUnavailableException(Name, ModelUnavailableKind.Unreachable, $"no answer ({failed.HttpRequestError})", failed);
        }
        catch (IOException failed)
        {
            throw new ModelUnavailableException(Name, ModelUnavailableKind.Unreachable, "the connection broke in the middle of an answer", failed);
        }
        catch (JsonException unreadable)
        {
            throw Unreadable(unreadable);
        }
    }

    private ModelResponseException Unreadable(Exception? why) => new(Name, "the answer is not the JSON that Ollama documents", why);

    private ResiliencePipeline Circuit() =>
        new ResiliencePipelineBuilder { TimeProvider = Time }
            .AddCircuitBreaker(new()
            {
                // A server that says no is alive: only silence counts.
                ShouldHandle = new PredicateBuilder().Handle<ModelUnavailableException>(failure => failure.Kind is ModelUnavailableKind.Unreachable),
                FailureRatio = 0.5,
                MinimumThroughput = Options.BreakAfterFailures,
                SamplingDuration = FailureWindow,
                BreakDuration = Options.BreakDuration,
                OnOpened = opened =>
                {
                    LogLeftAlone(Name, Endpoint, opened.BreakDuration);
                    return default;
                },
                OnClosed = _ =>
                {
                    LogAnswersAgain(Name, Endpoint);
                    return default;
                },
            })
            .Build();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Connection} at {Endpoint} doesn't answer: not called for {BreakDuration}")]
    private partial void LogLeftAlone(string connection, Uri endpoint, TimeSpan breakDuration);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Connection} at {Endpoint} answers again")]
    private partial void LogAnswersAgain(string connection, Uri endpoint);
}
