using Microsoft.Extensions.Options;
using TicketRag.Core.Models.BuiltIn;
using TicketRag.Core.Retrieval;

namespace TicketRag.Core.Answers;

/// <summary>
/// The limits by store and embedding model: those that the settings name, then those that were measured (docs/evaluation.md); for all others words alone decide.
/// </summary>
public sealed class EvidenceTable(IOptions<RagOptions> options)
{
    private static readonly Dictionary<(string Store, string Model), EvidenceLimits> Measured = new()
    {
        [("embedded", BuiltInEmbeddingGenerator.Model)] = EvidenceLimits.OfWords,
    };

    public EvidenceLimits Of(RetrievalMode mode)
    {
        if (mode.Embedder is not { } model)
        {
            return EvidenceLimits.OfWords;
        }

        var set = options.Value.Evidence.FirstOrDefault(one => one.Store == mode.Store && one.Model == model);
        return set is not null ? new(set.ShareOffset, set.Similarity) : Measured.GetValueOrDefault((mode.Store, model), EvidenceLimits.OfWords);
    }
}
