using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Idempotency;
using TicketRag.Core.Jobs;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public abstract partial class JobStoreConformance
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private JobGroupCommit Group => (JobGroupCommit)Table.Services.GetService(typeof(JobGroupCommit))!;

    private async Task<Guid> OnceAsync(string key, string args = "{}")
    {
        var id = Guid.Empty;
        await Table.WriteAsync(async write =>
        {
            id = await Table.Services.GetRequiredService<IdempotentJobs>().EnqueueAsync(write, Acme, new(Kind, args), key, Cancelled);
            return true;
        });
        return id;
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1)]
    public async Task Many_jobs_are_put_in_at_once_and_keep_what_they_were_given(int delays)
    {
        var jobs = Enumerable.Range(0, 300).Select(i => new NewJob(Kind, $$"""{"i":{{i}}}""")
        {
            Priority = i % 2 == 0 ? JobPriority.Low : JobPriority.High,
            Metadata = i % 3 == 0 ? """{"ü":"…"}""" : null,
            MaxAttempts = 1 + (i % 4),
            TotalItems = i,
            Delay = TimeSpan.FromSeconds(i % delays),
            Source = i % 2 == 0 ? $"source {i}" : null,
            Traceparent = i % 2 == 0 ? null : Trace,
        }).ToList();
        IReadOnlyList<Guid> ids = [];
        await Table.WriteAsync(async write =>
        {
            ids = await Table.Queue.EnqueueManyAsync(write, Acme, jobs, Cancelled);
            return true;
        });

        var rows = (await Table.AllAsync()).ToDictionary(job => job.Id);
        Assert.Equal(300, rows.Count);
        Assert.Equal(
            jobs.Select(job => (job.Args, job.Priority, job.Metadata, job.MaxAttempts, job.TotalItems, job.Delay, job.Source)),
            ids.Select(id => rows[id]).Select(row => (row.Args, row.Priority, row.Metadata, row.MaxAttempts, row.TotalItems, row.RunAt - row.CreatedAt, row.Source)));
        Assert.All(ids.Where((_, i) => i % 2 == 1), id => Assert.Equal(Trace, rows[id].Traceparent));
        Assert.All(rows.Values, row => Assert.Equal(
            (JobState.Pending, 0, 0, 0, 0, 0, 0), (row.State, row.Attempt, row.Interruptions, row.Fence, row.ProcessedItems, row.ChunksCreated, row.Children)));
    }

    [Fact]
    public async Task Many_jobs_start_in_the_order_in_which_they_were_given()
    {
        IReadOnlyList<Guid> ids = [];
        await Table.WriteAsync(async write =>
        {
            ids = await Table.Queue.EnqueueManyAsync(write, Acme, [.. Enumerable.Range(0, 200).Select(_ => New())], Cancelled);
            return true;
        });

        Assert.Equal(ids, (await Table.ClaimAsync(200)).Select(job => job.Id));
    }

    [Fact]
    public async Task Many_jobs_that_are_rolled_back_never_were()
    {
        await Table.WriteAsync(async write =>
        {
            await Table.Queue.EnqueueManyAsync(write, Acme, [New(), New("key"), New()], Cancelled);
            return false;
        });

        Assert.Empty(await Table.AllAsync());
    }

    [Fact]
    public async Task Keys_are_unique_among_many_too()
    {
        var waiting = await Table.EnqueueAsync(Acme, New("a"));
        IReadOnlyList<Guid> ids = [];
        await Table.WriteAsync(async write =>
        {
            ids = await Table.Queue.EnqueueManyAsync(write, Acme, [New("a"), New("b"), New("b"), New()], Cancelled);
            return true;
        });

        Assert.Equal(waiting, ids[0]);
        Assert.Equal(ids[1], ids[2]);
        Assert.Equal(3, (await Table.AllAsync()).Count);
    }

    [Fact]
    public async Task Payload_that_is_too_large_is_refused_with_what_is_allowed()
    {
        var large = New() with { Metadata = new string('x', NewJob.MaxPayloadBytes) };

        var refused = await Assert.ThrowsAsync<JobPayloadTooLargeException>(() => Table.EnqueueAsync(Acme, large));
        await Assert.ThrowsAsync<JobPayloadTooLargeException>(() => Group.EnqueueAsync(Acme, large, Cancelled));

        Assert.Equal("A job of kind 'test_job' carries 16.0 MB; 16 MB are allowed. Send it in several smaller ones.", refused.Message);
        Assert.Empty(await Table.AllAsync());
    }

    [Fact]
    public async Task Jobs_of_a_group_are_all_there_when_their_callers_hear_of_it()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => Task.Run(() => Group.EnqueueAsync(i % 2 == 0 ? Acme : Globex, New(), Cancelled))));

        Assert.Equal(ids.Order(), (await Table.AllAsync()).Select(job => job.Id).Order());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(3, true)]
    [InlineData(3, false)]
    public async Task Jobs_that_stand_alone_can_be_claimed_from_the_moment_that_they_are_said_to_be_visible(int count, bool early)
    {
        var claimed = 0;
        await Table.WithDbAsync(async db =>
        {
            await Table.Statements.InsertAloneAsync(
                db, [.. Enumerable.Range(0, count).Select(_ => new JobInsert(Guid.CreateVersion7(), Acme, New(), null))], early, () => claimed = Claim(5), Cancelled);
            return true;
        });

        Assert.Equal(count, claimed);

        // What is told of the moment runs within it, and can't be awaited there.
        int Claim(int most) => Task.Run(() => Table.ClaimAsync(most)).GetAwaiter().GetResult().Count;
    }

    [Fact]
    public async Task Group_keeps_where_a_job_comes_from_and_the_trace_that_it_belongs_to()
    {
        var id = await Group.EnqueueAsync(Acme, New() with { Source = "crm", Traceparent = Trace }, Cancelled);

        var job = await Table.ReadAsync(id);
        Assert.Equal(("crm", Trace), (job.Source, job.Traceparent));
    }

    [Fact]
    public async Task Group_keeps_keys_unique()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Group.EnqueueAsync(Acme, New("key"), Cancelled))));

        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task Key_of_a_client_stands_for_its_job_for_a_day()
    {
        var first = await OnceAsync("order-17");
        await Table.PassAsync(OncePerKey.Lifetime - TimeSpan.FromMinutes(1));
        Assert.Equal(first, await OnceAsync("order-17"));
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => OnceAsync("order-17", """{"another":1}"""));

        await Table.PassAsync(TimeSpan.FromMinutes(2));
        var second = await OnceAsync("order-17", """{"another":1}""");

        Assert.NotEqual(first, second);
        Assert.Equal(second, await OnceAsync("order-17", """{"another":1}"""));
        Assert.Equal(2, (await Table.AllAsync()).Count);
    }

    [Fact]
    public async Task Completions_are_written_in_sets_and_lost_leases_change_nothing()
    {
        await FillAsync(Acme, 5);
        var jobs = await Table.ClaimAsync(5);
        await Table.PutBackAsync(jobs[3], JobReturnReason.Vanished);

        var done = await Table.WithDbAsync(db => Table.Leases.CompleteAsync(
            db, [.. jobs.Select(job => new JobCompletion(job, """{"ok":true}""", "done", 2, "0af7651916cd43dd8448eb211c80319c"))], Cancelled));

        Assert.Equal(jobs.Where(job => job != jobs[3]).Select(job => job.Id).Order(), done.Order());
        var job = await Table.ReadAsync(jobs[0].Id);
        Assert.Equal(
            (JobState.Completed, """{"ok":true}""", "done", 2, 1, null), (job.State, job.Result, job.Message, job.ChunksCreated, job.ProcessedItems, job.LeaseUntil));
        var attempt = Assert.Single(await Table.AttemptsAsync(job.Id));
        Assert.Equal(("completed", "worker", "0af7651916cd43dd8448eb211c80319c"), (attempt.Outcome, attempt.WorkerId, attempt.TraceId));
        Assert.Equal(JobState.Pending, (await Table.ReadAsync(jobs[3].Id)).State);
    }
}
