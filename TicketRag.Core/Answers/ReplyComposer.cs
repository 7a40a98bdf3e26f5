using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TicketRag.Core.Connections;
using TicketRag.Core.Models;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.Core.Retrieval;
using TicketRag.Core.Telemetry;

namespace TicketRag.Core.Answers;

/// <summary>
/// Question → route → sources → draft → checked reply, part by part. A statement goes out once its citations hold; without evidence, or where nothing
/// could be checked, it abstains and names the closest sources.
/// </summary>
public sealed class ReplyComposer(
    AppDb db, AnswerSources search, IAnswerWriter writer, ExtractiveAnswerWriter fallback, QuestionRewriter rewriter, IOptions<RagOptions> options, TimeProvider time)
{
    /// <summary>The answer where nothing is found.</summary>
    public const string NotFound = "Not found in your knowledge.";

    private const string Greeting = "Hello! Ask me anything about what is in your knowledge base and your solved tickets, or about a ticket by its number.";
    private const string NoAnswerer = "none";
    private const int MaxSources = 10;

    public async IAsyncEnumerable<ReplyPart> ComposeAsync(
        string question, IReadOnlyList<Exchange> history, Audience reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var activity = TicketRagTelemetry.Retrieval.StartActivity("compose reply");
        var started = time.GetTimestamp();
        var usage = new ModelUsage(time);
        var route = QuestionRouter.Route(question);
        activity?.SetTag("ticketrag.answer.route", route.Name);
        if (route is QuestionRoute.SmallTalk)
        {
            yield return new ReplyPart.Delta(Greeting);
            yield return Done(new(ReplyStatus.Answered, Greeting, [], new(route.Name, null, null, NoAnswerer, [])), Sources.None);
            yield break;
        }

        var degraded = new List<string>();
        var (query, sources) = route is QuestionRoute.Ticket ticket
            ? (question, await OfTicketAsync(ticket.Number, reader, cancellationToken))
            : await FindAsync(route, question, history, reader, usage, degraded, cancellationToken);
        var statements = new List<AnswerStep>();
        var state = new Drafting();
        if (sources.Given.Count > 0)
        {
            await foreach (var step in DraftAsync(question, history, sources.Given, usage, state, cancellationToken))
            {
                statements.Add(step);
                yield return new ReplyPart.Delta(statements.Count == 1 ? step.Text : $"\n{step.Text}");
                foreach (var citation in step.Citations)
                {
                    yield return new ReplyPart.Cited(citation);
                }
            }
        }

        var name = statements.Count > 0 && route is QuestionRoute.Knowledge && statements[0].Citations[0].SourceType == Documents.SourceKind.Ticket
            ? new QuestionRoute.SolvedTickets().Name : route.Name;
        var mode = new ReplyMode(name, query, sources.Mode, state.Answerer, [.. degraded, .. state.Degraded, .. usage.Warnings]);
        var standsOn = StandsOn(usage.Wrote, query != question, sources.Given, history);
        if (statements.Count == 0)
        {
            yield return new ReplyPart.Delta(NotFound);
        }

        yield return Done(
            statements.Count == 0
                ? new(ReplyStatus.Abstained, NotFound, sources.Closest, mode, standsOn)
                : new(ReplyStatus.Answered, string.Join('\n', statements.Select(step => step.Text)), [.. statements.SelectMany(step => step.Citations).Distinct()], mode, standsOn),
            sources);

        ReplyPart.Done Done(Reply reply, Sources from) => new(
            reply, AnswerTrail.Of(from.Found, from.Given, from.Variants, from.Evidence, usage, time.GetElapsedTime(started)));
    }

    // What a model was shown may be in its words, and what was said before in the question that was searched for.
    private static IReadOnlyList<Guid>? StandsOn(bool modelWrote, bool wasRewritten, IReadOnlyList<RetrievedChunk> given, IReadOnlyList<Exchange> history)
    {
        var shown = modelWrote ? given.Select(chunk => chunk.DocumentId) : [];
        var said = modelWrote || wasRewritten ? history.SelectMany(exchange => exchange.Sources ?? []) : [];
        Guid[] all = [.. shown.Concat(said).Distinct()];
        return all.Length > 0 ? all : null;
    }

    private async Task<(string Query, Sources Sources)> FindAsync(
        QuestionRoute route, string question, IReadOnlyList<Exchange> history, Audience reader, ModelUsage usage, List<string> degraded, CancellationToken cancellationToken)
    {
        var query = await rewriter.RewriteAsync(question, history, usage, degraded, cancellationToken);
        var found = await search.FindAsync(query, reader, excludeDocument: null, route is QuestionRoute.SolvedTickets, usage, cancellationToken);
        degraded.AddRange(found.Degraded);
        var given = await search.WithResolutionsAsync(found.Passages, reader, cancellationToken);
        return (query, new(found.Mode, [.. found.Pools.SelectMany(pool => pool)], [.. given.Take(MaxSources)], found.ClosestSources, found.Variants, found.BestEvidence));
    }

    // To who may not see it, another's ticket does not exist.
    private async Task<Sources> OfTicketAsync(long number, Audience reader, CancellationToken cancellationToken)
    {
        var id = await db.Tickets.Where(row => row.Number == number).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);
        var chunks = id is { } ticket ? await search.OfTicketAsync(ticket, reader, cancellationToken) : [];
        List<RetrievedChunk> given = [.. chunks.OrderByDescending(chunk => chunk.HeadingPath == Documents.TicketSections.Resolution).Take(MaxSources)];
        return new(null, given, given, [], [], given.Count > 0 ? 1 : 0);
    }

    // A model that fails before anything was said is replaced; one that fails later has said what it has said.
    private async IAsyncEnumerable<AnswerStep> DraftAsync(
        string question, IReadOnlyList<Exchange> history, IReadOnlyList<RetrievedChunk> sources, ModelUsage usage, Drafting state, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        state.Answerer = writer.Name;
        var count = 0;
        using var limit = new CancellationTokenSource(options.Value.AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await using var steps = writer.AnswerAsync(question, history, sources, usage, either.Token).GetAsyncEnumerator(either.Token);
        while (await NextAsync(steps, state, cancellationToken))
        {
            foreach (var step in CitationChecker.Check([steps.Current], sources))
            {
                count++;
                yield return step;
            }
        }

        if (state.Degraded.Count > 0 && count == 0)
        {
            state.Answerer = fallback.Name;
            await foreach (var draft in fallback.AnswerAsync(question, history, sources, usage, cancellationToken))
            {
                foreach (var step in CitationChecker.Check([draft], sources))
                {
                    yield return step;
                }
            }
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<DraftStep> steps, Drafting state, CancellationToken cancellationToken)
    {
        try
        {
            return await steps.MoveNextAsync();
        }
        catch (Exception down) when (down is DependencyUnavailableException or ModelRequestException or ModelResponseException)
        {
            state.Degraded.Add(down.Message);
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            state.Degraded.Add($"{Deployment.ChatName}: no whole answer within {options.Value.AnswerTimeout.TotalSeconds:0.#} s");
            return false;
        }
    }

    private sealed class Drafting
    {
        public string Answerer { get; set; } = NoAnswerer;

        public List<string> Degraded { get; } = [];
    }

    private sealed record Sources(
        RetrievalMode? Mode, IReadOnlyList<RetrievedChunk> Found, IReadOnlyList<RetrievedChunk> Given, IReadOnlyList<Citation> Closest, IReadOnlyList<string> Variants, double Evidence)
    {
        public static Sources None { get; } = new(null, [], [], [], [], 0);
    }
}
