using System.Diagnostics;
using System.Text.Json;

namespace TicketRag.Core.Models;

/// <summary>One call to a model as telemetry sees it: a client span, its duration and its tokens, recorded when disposed.</summary>
internal sealed class ModelCall : IDisposable
{
    public const string Chat = "chat";
    public const string Embeddings = "embeddings";

    private readonly TimeProvider time;
    private readonly long startedAt;
    private readonly Activity? activity;
    private readonly TagList tags;
    private string? errorType;
    private string? responseModel;
    private long? inputTokens;
    private long? outputTokens;

    private ModelCall(string operation, string provider, string model, Uri server, TimeProvider time)
    {
        this.time = time;
        startedAt = time.GetTimestamp();
        tags = new()
        {
            { "gen_ai.operation.name", operation },
            { "gen_ai.provider.name", provider },
            { "gen_ai.request.model", model },
            { "server.address", server.Host },
            { "server.port", server.Port },
        };
        activity = ModelTelemetry.Source.StartActivity($"{operation} {model}", ActivityKind.Client, parentContext: default, tags);

        // The provider's older name, which dashboards in the field still read.
        activity?.SetTag("gen_ai.system", provider);
    }

    public static ModelCall Start(string operation, string provider, string model, Uri server, TimeProvider time) =>
        new(operation, provider, model, server, time);

    public void Describe(string attribute, object? value) => activity?.SetTag(attribute, value);

    /// <summary>May be called for each batch: tokens add up.</summary>
    public void Answered(string? model, long? input, long? output)
    {
        responseModel = model ?? responseModel;
        inputTokens = input is null ? inputTokens : (inputTokens ?? 0) + input;
        outputTokens = output is null ? outputTokens : (outputTokens ?? 0) + output;
    }

    /// <summary>Waits for a part of the call, and notes how it failed if it did.</summary>
    public async ValueTask<T> WatchAsync<T>(ValueTask<T> part)
    {
        try
        {
            return await part;
        }
        catch (Exception exception)
        {
            errorType = exception switch
            {
                ModelUnavailableException unavailable => JsonNamingPolicy.SnakeCaseLower.ConvertName(unavailable.Kind.ToString()),
                OperationCanceledException => "cancelled",
                _ => exception.GetType().FullName,
            };
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
    }

    public void Dispose()
    {
        var measured = tags;
        Add(ref measured, "gen_ai.response.model", responseModel);
        Count("input", inputTokens, measured);
        Count("output", outputTokens, measured);
        Add(ref measured, "error.type", errorType);
        ModelTelemetry.Duration.Record(time.GetElapsedTime(startedAt).TotalSeconds, measured);
        activity?.Dispose();
    }

    private void Add(ref TagList measured, string name, string? value)
    {
        if (value is not null)
        {
            measured.Add(name, value);
            activity?.SetTag(name, value);
        }
    }

    private void Count(string kind, long? tokens, TagList measured)
    {
        if (tokens is { } count)
        {
            activity?.SetTag($"gen_ai.usage.{kind}_tokens", count);
            measured.Add("gen_ai.token.type", kind);
            ModelTelemetry.Tokens.Record((int)Math.Min(count, int.MaxValue), measured);
        }
    }
}
