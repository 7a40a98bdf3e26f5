using TicketRag.Core.Answers;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Persistence;
using TicketRag.IngestWorker.Jobs;

namespace TicketRag.IngestWorker.Handlers;

/// <summary>Answers a question that nobody waits for on the line.</summary>
internal sealed class QueryHandler(AppDb db, ReplyComposer composer) : IJobHandler
{
    public async Task<JobOutcome> HandleAsync(JobRun run, CancellationToken cancellationToken)
    {
        var args = run.Args<QueryArgs>();
        var audience = Audience.Parse(args.Audience);
        var done = await composer.ComposeAsync(args.Query, [], audience, cancellationToken).OfType<ReplyPart.Done>().SingleAsync(cancellationToken);
        var record = AnswerRecord.Of(db, AnswerKind.Query, run.Job.Id, audience, args.Query, done.Reply, done.Trail);
        return new JobOutcome.Completed(JobArgs.Write(new QueryResult(SnakeCaseName.Of(done.Reply.Status), done.Reply.Citations.Count)))
        {
            Message = done.Reply.Status == ReplyStatus.Abstained ? "Nothing in the knowledge answers this" : $"Answered with {done.Reply.Citations.Count} citations",
            Store = (write, _) =>
            {
                write.Db.Answers.Add(record);
                return Task.CompletedTask;
            },
        };
    }
}
