using TicketRag.Core.Connections;
using TicketRag.Core.Models;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Telemetry;

namespace TicketRag.Core.Answers;

/// <summary>Problem → sources → draft → checked answer. Without evidence it abstains and names the closest sources.</summary>
public sealed class SolutionComposer(AnswerSources search, ISolutionWriter writer, ExtractiveSolutionWriter fallback)
{
    private const string NothingComposed = "none";

    /// <param name="excludeDocument">The problem's own ticket, which must not answer itself.</param>
    public async Task<Answer> ComposeAsync(Problem problem, Audience reader, Guid? excludeDocument, CancellationToken cancellationToken)
    {
        using var activity = TicketRagTelemetry.Retrieval.StartActivity("compose solution");
        var found = await search.FindAsync(problem.Query, reader, excludeDocument, ticketsAlone: false, cancellationToken);
        var degraded = found.Degraded.ToList();
        if (found.WithEvidence.Count == 0)
        {
            return new([], found.ClosestSources, new(found.Mode, NothingComposed, degraded));
        }

        var sources = await search.WithResolutionsAsync([.. found.WithEvidence.SelectMany(pool => pool)], reader, cancellationToken);
        var (steps, name) = await WriteAsync(problem, sources, degraded, cancellationToken);
        activity?.SetTag("ticketrag.answer.writer", name);
        activity?.SetTag("ticketrag.answer.steps", steps.Count);
        return new(steps, steps.Count == 0 ? found.ClosestSources : [.. steps.SelectMany(step => step.Citations).Distinct()], new(found.Mode, name, degraded));
    }

    private async Task<(IReadOnlyList<AnswerStep> Steps, string Writer)> WriteAsync(
        Problem problem, IReadOnlyList<RetrievedChunk> sources, List<string> degraded, CancellationToken cancellationToken)
    {
        try
        {
            var draft = await writer.DraftAsync(problem, sources, cancellationToken);
            return (CitationChecker.Check(draft, sources), writer.Name);
        }
        catch (Exception down) when (down is DependencyUnavailableException or ModelRequestException or ModelResponseException)
        {
            degraded.Add(down.Message);
            var draft = await fallback.DraftAsync(problem, sources, cancellationToken);
            return (CitationChecker.Check(draft, sources), fallback.Name);
        }
    }
}
