using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;

namespace TicketRag.Core.Answers;

/// <summary>Conversations: what was asked and answered is remembered for the questions that follow, as long as its sources are there.</summary>
public sealed class ConversationDesk(AppDb db, ReplyComposer composer)
{
    private const int RememberedExchanges = 10;

    /// <summary>A conversation's exchanges, oldest first, without those whose sources are gone.</summary>
    /// <returns>Null where the caller has no such conversation.</returns>
    public async Task<IReadOnlyList<Exchange>?> RecallAsync(Caller caller, Guid conversation, CancellationToken cancellationToken)
    {
        var records = await db.Answers.AsNoTracking()
            .Where(record => record.Kind == AnswerKind.Chat && record.SubjectId == conversation && record.Audience == caller.Audience)
            .OrderByDescending(record => record.Id)
            .Take(RememberedExchanges)
            .ToListAsync(cancellationToken);
        if (records.Count == 0)
        {
            return null;
        }

        var exchanges = new List<Exchange>();
        foreach (var record in records.OrderBy(record => record.Id))
        {
            var reply = AnswerJson.ReadReply(record.Reply);
            if (record.Question.Length > 0 && await CitedSources.AreThereAsync(db, reply.DocumentIds(), cancellationToken))
            {
                exchanges.Add(new(record.Question, reply.Answer, [.. reply.DocumentIds()]));
            }
        }

        return exchanges;
    }

    /// <summary>The reply, part by part. It is kept once it is whole: who leaves before that leaves nothing behind.</summary>
    public async IAsyncEnumerable<ReplyPart> AskAsync(
        Caller caller, Guid conversation, string question, IReadOnlyList<Exchange> history, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var part in composer.ComposeAsync(question, history, caller.Audience, cancellationToken))
        {
            if (part is ReplyPart.Done done)
            {
                await KeepAsync(caller, conversation, question, done, cancellationToken);
            }

            yield return part;
        }
    }

    private async Task KeepAsync(Caller caller, Guid conversation, string question, ReplyPart.Done done, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        db.Answers.Add(AnswerRecord.Of(db, AnswerKind.Chat, conversation, caller.Audience, question, done.Reply, done.Trail));
        await write.CommitAsync(cancellationToken);
    }
}
