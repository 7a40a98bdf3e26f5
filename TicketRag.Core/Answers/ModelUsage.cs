using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace TicketRag.Core.Answers;

/// <summary>Collects what the models behind one answer were asked and what it cost. Empty where none was asked.</summary>
public sealed class ModelUsage(TimeProvider time)
{
    private readonly TimeProvider _time = time;
    private readonly List<ModelUse> _calls = [];
    private readonly List<string> _warnings = [];

    public IReadOnlyList<ModelUse> Calls => _calls;

    /// <summary>What went worse than it should have without failing.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Whether a model was shown sources to write from.</summary>
    public bool Wrote => _calls.Exists(call => call.Wrote);

    public void Warn(string warning) => _warnings.Add(warning);

    /// <summary>A call that begins now; it is counted once it is disposed, whatever became of it.</summary>
    /// <param name="model">Until the model says its own name.</param>
    public Call Begin(ChatPrompt prompt, string model, IReadOnlyList<ChatMessage> messages) => new(this, prompt, model, ChatPrompt.Sha256Of(messages));

    public sealed class Call : IDisposable
    {
        private readonly ModelUsage _usage;
        private readonly long _started;
        private ModelUse _use;

        internal Call(ModelUsage usage, ChatPrompt prompt, string model, string sha256)
        {
            (_usage, _started) = (usage, usage._time.GetTimestamp());
            _use = new(prompt.Name, model, prompt.Version, sha256, null, null, 0, Complete: false);
        }

        /// <summary>What an update of the model's says of itself.</summary>
        public void Note(ChatResponseUpdate update)
        {
            _use = _use with { Model = update.ModelId ?? _use.Model, Complete = _use.Complete || update.FinishReason is not null };
            foreach (var content in update.Contents.OfType<UsageContent>())
            {
                _use = _use with { InputTokens = content.Details.InputTokenCount, OutputTokens = content.Details.OutputTokenCount };
            }
        }

        public long? InputTokens => _use.InputTokens;

        public void Dispose() => _usage._calls.Add(_use with { LatencyMs = _usage.Milliseconds(_started) });
    }

    private double Milliseconds(long since) => Math.Round(_time.GetElapsedTime(since).TotalMilliseconds, 1);
}

/// <summary>One call to a chat model.</summary>
/// <param name="Purpose"><c>answer</c>, <c>solution</c> or <c>rewrite</c>.</param>
/// <param name="Model">As the model named itself; as it was asked for where it said nothing.</param>
/// <param name="PromptVersion">See <see cref="ChatPrompt.Version"/>.</param>
/// <param name="PromptSha256">See <see cref="ChatPrompt.Sha256Of"/>.</param>
/// <param name="InputTokens">As the model reported them; null where it reported none.</param>
/// <param name="OutputTokens">Likewise.</param>
/// <param name="Complete">False where the call failed, or was given up in the middle.</param>
public sealed record ModelUse(
    string Purpose, string Model, string PromptVersion, string PromptSha256, long? InputTokens, long? OutputTokens, double LatencyMs, bool Complete)
{
    /// <summary>Whether the model was shown sources to write from.</summary>
    [JsonIgnore]
    public bool Wrote => Purpose == ChatAnswerWriter.Prompt.Name || Purpose == ChatSolutionWriter.Prompt.Name;
}
