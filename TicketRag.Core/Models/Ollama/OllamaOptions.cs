using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TicketRag.Core.Models.Ollama;

/// <summary>How both Ollama connections (<c>embed</c>, <c>chat</c>) are used. Where they are is said by their connection strings.</summary>
public sealed class OllamaOptions
{
    public const string Section = "Models:Ollama";

    private const string Shortest = "00:00:00.100";

    /// <summary>Texts per embedding request.</summary>
    [Range(1, 2048)]
    public int EmbedBatchSize { get; init; } = 32;

    [Range(typeof(TimeSpan), Shortest, "00:05:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For one batch of documents, the model's loading included.</summary>
    [Range(typeof(TimeSpan), Shortest, "01:00:00")]
    public TimeSpan EmbedTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For a query's embedding: somebody waits, and search without it (lexical only) is better than none.</summary>
    [Range(typeof(TimeSpan), Shortest, "01:00:00")]
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For the small questions: is the server there, has it this model.</summary>
    [Range(typeof(TimeSpan), Shortest, "00:05:00")]
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest silence of a chat or a pull, before its first line and between two.</summary>
    [Range(typeof(TimeSpan), Shortest, "1.00:00:00")]
    public TimeSpan StreamIdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the server keeps a model loaded after use; -00:00:00.001 is for ever; unset leaves it to the server.</summary>
    public TimeSpan? KeepAlive { get; init; }

    /// <summary>Context window in tokens (<c>num_ctx</c>) of chats; unset leaves it to the server.</summary>
    [Range(256, 1 << 24)]
    public int? ContextLength { get; init; }

    /// <summary>Whether a chat model that can reason aloud does; unset leaves it to the model.</summary>
    public bool? Think { get; init; } = false;

    /// <summary>This many failures within 20 seconds, when at least half of the calls fail, stop further calls for <see cref="BreakDuration"/>.</summary>
    [Range(2, 1000)]
    public int BreakAfterFailures { get; init; } = 3;

    [Range(typeof(TimeSpan), "00:00:00.500", "1.00:00:00")]
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);
}

[OptionsValidator]
internal sealed partial class OllamaOptionsValidator : IValidateOptions<OllamaOptions>;
