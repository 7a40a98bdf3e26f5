using TicketRag.Core.Connections;
using TicketRag.Core.Models;
using TicketRag.Core.Organizations;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Telemetry;

namespace TicketRag.Core.Answers;

/// <summary>Problem → sources → draft → checked answer. Without evidence it abstains and names the closest sources.</summary>
public sealed class SolutionComposer(AnswerSources search, ISolutionWriter writer, ExtractiveSolutionWriter fallback, TimeProvider time)
{
    private const string NothingComposed = "none";

    /// <param name="excludeDocument">The problem's own ticket, which must not answer itself.</param>
    public async Task<ComposedSolution> ComposeAsync(Problem problem, Audience reader, Guid? excludeDocument, CancellationToken cancellationToken)
    {
        using var activity = TicketRagTelemetry.Retrieval.StartActivity("compose solution");
        var started = time.GetTimestamp();
        var usage = new ModelUsage(time);
        var found = await search.FindAsync(problem.Query, reader, excludeDocument, ticketsAlone: false, usage, cancellationToken);
        var degraded = found.Degraded.ToList();
        var sources = await search.WithResolutionsAsync([.. found.WithEvidence.SelectMany(pool => pool)], reader, cancellationToken);
        var (steps, name) = sources.Count == 0 ? ([], NothingComposed) : await WriteAsync(problem, sources, usage, degraded, cancellationToken);
        activity?.SetTag("ticketrag.answer.writer", name);
        activity?.SetTag("ticketrag.answer.steps", steps.Count);
        degraded.AddRange(usage.Warnings);
        var answer = new Answer(
            steps, steps.Count == 0 ? found.ClosestSources : [.. steps.SelectMany(step => step.Citations).Distinct()], new(found.Mode, name, degraded),
            name == writer.Name && usage.Wrote ? [.. sources.Select(source => source.DocumentId).Distinct()] : null);
        return new(problem, answer, AnswerTrail.Of(found.Pools.SelectMany(pool => pool), sources, found.Variants, found.BestEvidence, usage, time.GetElapsedTime(started)));
    }

    private async Task<(IReadOnlyList<AnswerStep> Steps, string Writer)> WriteAsync(
        Problem problem, IReadOnlyList<RetrievedChunk> sources, ModelUsage usage, List<string> degraded, CancellationToken cancellationToken)
    {
        try
        {
            var draft = await writer.DraftAsync(problem, sources, usage, cancellationToken);
            return (CitationChecker.Check(draft, sources), writer.Name);
        }
        catch (Exception down) when (down is DependencyUnavailableException or ModelRequestException or ModelResponseException)
        {
            degraded.Add(down.Message);
            var draft = await fallback.DraftAsync(problem, sources, usage, cancellationToken);
            return (CitationChecker.Check(draft, sources), fallback.Name);
        }
    }
}

/// <summary>An answer to a problem, and what explains it.</summary>
public sealed record ComposedSolution(Problem Problem, Answer Answer, AnswerTrail Trail)
{
    private const string Route = "solution";

    /// <summary>As it is kept to be explained: without a word of its sources.</summary>
    public Reply ToExplain() => new(
        Answer.Abstained ? ReplyStatus.Abstained : ReplyStatus.Answered,
        "",
        [.. Answer.Citations.Select(citation => citation.Emptied())],
        new(Route, Problem.Query, Answer.Mode.Retrieval, Answer.Mode.Answerer, Answer.Mode.Degraded),
        Answer.Sources);
}
