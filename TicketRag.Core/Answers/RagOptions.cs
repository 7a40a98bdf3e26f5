using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TicketRag.Core.Answers;

/// <summary>Section <c>Rag</c>.</summary>
public sealed class RagOptions
{
    public const string Section = "Rag";

    /// <summary>Off: nothing is indexed, retrieved or answered; tickets go on.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Index a ticket when it is created, and not only when it is resolved.</summary>
    public bool IndexOnTicketCreate { get; init; }

    /// <summary>Index a ticket again when it is resolved, as a source for the next one.</summary>
    public bool IndexOnTicketResolve { get; init; } = true;

    /// <summary>The chat model's context window, which is asked of it with every call (Ollama's <c>num_ctx</c>): sources and history are cut to fit.</summary>
    [Range(2_048, 1 << 20)]
    public int ContextTokens { get; init; } = 8_192;

    /// <summary>How long a follow-up waits for the chat model to rewrite it before it is searched for without.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan RewriteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From how much evidence on questions are answered, for stores and embedding models that the operator has measured: see <see cref="EvidenceTable"/>.</summary>
    [ValidateEnumeratedItems]
    public IReadOnlyList<EvidenceOptions> Evidence { get; init; } = [];

    /// <summary>In how many other words a chat model puts a question whose own words find too little; 0: it is not asked.</summary>
    [Range(0, 3)]
    public int QueryVariants { get; init; } = 2;

    /// <summary>How long that may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan VariantsTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a reply waits for the chat model, from its start to its end, before what there is must do.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the same asynchronous query is answered by the same job, while no source changes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan QueryCacheFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Answers of conversations and queries, and what explains answers, go when they are older.</summary>
    [Range(1, 3_650)]
    public int AnswerMaxAgeDays { get; init; } = 90;
}
