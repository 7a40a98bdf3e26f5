using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace TicketRag.ServiceDefaults.Resilience;

/// <summary>
/// One pipeline per client: total timeout, retry, circuit breaker, attempt timeout.
/// They outlive the factory's handlers, so that an open circuit stays open when those are recycled.
/// </summary>
internal sealed partial class ResiliencePipelines(
    IOptionsMonitor<HttpResilienceOptions> options,
    TimeProvider time,
    ILogger<ResiliencePipelines> logger)
{
    private readonly ConcurrentDictionary<string, ClientPipelines> clients = new();

    public ClientPipelines For(string client) => clients.GetOrAdd(client, name => Build(name, options.Get(name)));

    private ClientPipelines Build(string client, HttpResilienceOptions settings)
    {
        var attempt = NewBuilder().AddCircuitBreaker(CircuitBreaker(client)).AddTimeout(settings.AttemptTimeout).Build();
        var once = NewBuilder().AddTimeout(settings.TotalTimeout).AddPipeline(attempt).Build();
        var repeating = settings.Retries == 0
            ? once
            : NewBuilder().AddTimeout(settings.TotalTimeout).AddRetry(Retry(client, settings)).AddPipeline(attempt).Build();
        return new(once, repeating);
    }

    private ResiliencePipelineBuilder<HttpResponseMessage> NewBuilder() => new() { TimeProvider = time };

    private RetryStrategyOptions<HttpResponseMessage> Retry(string client, HttpResilienceOptions settings) => new()
    {
        MaxRetryAttempts = settings.Retries,
        Delay = settings.RetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        // A server that wants to be left alone for longer than we may wait has given its answer.
        ShouldHandle = attempt => ValueTask.FromResult(
            TransientFailure.Is(attempt.Outcome)
            && !(TransientFailure.RetryAfter(attempt.Outcome, time) >= settings.TotalTimeout)),
        DelayGenerator = attempt => ValueTask.FromResult(TransientFailure.RetryAfter(attempt.Outcome, time)),
        OnRetry = attempt =>
        {
            LogRetry(client, attempt.AttemptNumber + 1, attempt.RetryDelay, TransientFailure.Describe(attempt.Outcome));
            return default;
        },
    };

    private CircuitBreakerStrategyOptions<HttpResponseMessage> CircuitBreaker(string client) => new()
    {
        FailureRatio = 0.1,
        MinimumThroughput = 100,
        SamplingDuration = TimeSpan.FromSeconds(30),
        BreakDuration = TimeSpan.FromSeconds(5),
        ShouldHandle = attempt => ValueTask.FromResult(TransientFailure.Is(attempt.Outcome)),
        OnOpened = opened =>
        {
            LogCircuitOpened(client, opened.BreakDuration, TransientFailure.Describe(opened.Outcome));
            return default;
        },
        OnClosed = _ =>
        {
            LogCircuitClosed(client);
            return default;
        },
    };

    [LoggerMessage(LogLevel.Information, "HTTP client {Client}: retry {Retry} in {Delay} after {Failure}")]
    private partial void LogRetry(string client, int retry, TimeSpan delay, string failure);

    [LoggerMessage(LogLevel.Warning, "HTTP client {Client}: circuit open for {Break} after {Failure}")]
    private partial void LogCircuitOpened(string client, TimeSpan @break, string failure);

    [LoggerMessage(LogLevel.Information, "HTTP client {Client}: circuit closed")]
    private partial void LogCircuitClosed(string client);
}

/// <param name="Once">For requests that may not be repeated.</param>
/// <param name="Repeating">With retries. Shares its circuit breaker with <paramref name="Once"/>.</param>
internal sealed record ClientPipelines(
    ResiliencePipeline<HttpResponseMessage> Once,
    ResiliencePipeline<HttpResponseMessage> Repeating);
