using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using TicketRag.Tests.Infrastructure.Servers;

namespace TicketRag.Tests.Jobs;

public sealed class JobGroupCommitTests(PostgresServer postgres)
{
    private static readonly OrganizationId Acme = OrganizationId.New();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Lone_job_is_put_in_early_and_jobs_that_come_together_are_put_in_at_once()
    {
        await using var table = JobTables.OnPostgres(await postgres.CreateDatabaseAsync());
        var (statements, watched) = WatchedStatements.Of(table.Statements);
        using var group = new JobGroupCommit(table.Services.GetRequiredService<IServiceScopeFactory>(), statements, table.Queue, new RecordedNudges());
        var first = EnqueueAsync();
        await watched.FirstCame.WaitAsync(Cancelled);
        var together = Enumerable.Range(0, 3).Select(_ => EnqueueAsync()).ToList();
        watched.Open();
        await Task.WhenAll([first, .. together]);

        await EnqueueAsync();
        await EnqueueAsync();

        Assert.Equal([(1, true), (3, false), (1, false), (1, true)], watched.Seen);
        Assert.Equal(6, (await table.AllAsync()).Count);

        Task<Guid> EnqueueAsync() => group.EnqueueAsync(Acme, JobTable.New(), Cancelled);
    }
}

/// <summary>The real statements, seen, and held up at the first job that is put in alone.</summary>
internal class WatchedStatements : DispatchProxy
{
    private readonly TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private IJobStatements? _real;

    /// <summary>How many jobs each set had, and whether workers were to see it early.</summary>
    public ConcurrentQueue<(int Jobs, bool Early)> Seen { get; } = new();

    public Task FirstCame => _came.Task;

    public static (IJobStatements Statements, WatchedStatements Watched) Of(IJobStatements real)
    {
        var statements = Create<IJobStatements, WatchedStatements>();
        var watched = (WatchedStatements)(object)statements;
        watched._real = real;
        return (statements, watched);
    }

    public void Open() => _opened.SetResult();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IJobStatements.InsertAloneAsync) ? HoldAsync(targetMethod, args!) : targetMethod.Invoke(_real, args);

    private async Task HoldAsync(MethodInfo insert, object?[] arguments)
    {
        Seen.Enqueue((((IReadOnlyList<JobInsert>)arguments[1]!).Count, (bool)arguments[2]!));
        _came.TrySetResult();
        await _opened.Task;
        await (Task)insert.Invoke(_real, arguments)!;
    }
}
