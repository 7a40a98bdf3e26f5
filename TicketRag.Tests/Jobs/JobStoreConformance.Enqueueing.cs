using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

public abstract partial class JobStoreConformance
{
    [Fact]
    public async Task First_jobs_of_a_subject_go_in_with_what_goes_before_them()
    {
        var (number, ids) = await PutInForNewAsync("a", "b");

        Assert.Equal(1, number);
        Assert.Equal(ids.Zip(["a", "b"]), (await Table.AllAsync()).OrderBy(job => job.UniqueKey).Select(job => (job.Id, job.UniqueKey!)));
        Assert.Equal(2, (await Table.ClaimAsync(5)).Count);
    }

    [Fact]
    public async Task First_jobs_of_a_subject_that_has_some_already_are_refused_with_what_goes_before_them()
    {
        await PutInForNewAsync("a");

        await Assert.ThrowsAnyAsync<DbException>(() => PutInForNewAsync("b", "a"));

        Assert.Equal(2, (await PutInForNewAsync("c")).Number);
        Assert.Equal(["a", "c"], (await Table.AllAsync()).Select(job => job.UniqueKey).Order());
    }

    private Task<(long Number, IReadOnlyList<Guid> Ids)> PutInForNewAsync(params string[] keys) => Table.WithDbAsync(async db =>
    {
        await using var write = await db.BeginWriteAsync(Cancelled);
        var put = await Table.Queue.EnqueueForNewAsync(write, Acme, Numbers.Next(Acme, "some"), [.. keys.Select(key => New(key))], Cancelled);
        await write.CommitAsync(Cancelled);
        return put;
    });

    [Fact]
    public async Task Job_and_business_row_are_stored_together_or_not_at_all()
    {
        await Table.WriteAsync(async write =>
        {
            write.Db.Organizations.Add(new() { Id = Acme, Number = 7, Slug = "acme", Name = "Acme", CreatedAt = write.Db.Now });
            await write.Db.SaveChangesAsync(Cancelled);
            await Table.Queue.EnqueueAsync(write, Acme, New(), Cancelled);
            return false;
        });

        Assert.Empty(await Table.AllAsync());
        Assert.False(await Table.WithDbAsync(db => db.Organizations.AnyAsync(Cancelled)));
        Assert.Empty(Table.Services.GetRequiredService<RecordedNudges>().Sent);
    }

    [Fact]
    public async Task Nudge_follows_the_commit()
    {
        var nudges = Table.Services.GetRequiredService<RecordedNudges>();
        await Table.WriteAsync(async write =>
        {
            await Table.Queue.EnqueueAsync(write, Acme, New() with { Priority = JobPriority.High }, Cancelled);
            Assert.Empty(nudges.Sent);
            return true;
        });

        Assert.Equal([JobPriority.High], nudges.Sent);
    }

    [Fact]
    public async Task A_few_jobs_that_are_put_in_together_send_a_nudge_each_and_many_one_for_each_priority()
    {
        await Table.WriteAsync(async write =>
        {
            await Table.Queue.EnqueueSetAsync(write, Acme, [New("a"), New("b") with { Priority = JobPriority.High }, New("c")], Cancelled);
            await Table.Queue.EnqueueManyAsync(write, Acme, [New(), New(), New() with { Priority = JobPriority.Low }, New()], Cancelled);
            return true;
        });

        Assert.Equal(
            [JobPriority.Normal, JobPriority.High, JobPriority.Normal, JobPriority.Normal, JobPriority.Low],
            Table.Services.GetRequiredService<RecordedNudges>().Sent);
    }

    [Fact]
    public async Task New_job_keeps_what_it_was_given()
    {
        var id = await Table.EnqueueAsync(
            Acme, new(Kind, """{"a":1}""") { UniqueKey = "k", Metadata = """{"b":2}""", MaxAttempts = 3, TotalItems = 9, Priority = JobPriority.Low });

        var job = await Table.ReadAsync(id);
        Assert.Equal(
            (Acme, Kind, "k", """{"a":1}""", """{"b":2}""", 3, 9, JobPriority.Low, JobState.Pending),
            (job.OrganizationId, job.Kind, job.UniqueKey, job.Args, job.Metadata, job.MaxAttempts, job.TotalItems, job.Priority, job.State));
        Assert.Equal((0, 0, 0), (job.Attempt, job.Fence, job.Interruptions));
    }

    [Fact]
    public async Task Second_pending_job_of_one_key_is_not_made()
    {
        var first = await Table.EnqueueAsync(Acme, New("ticket-1"));

        Assert.Equal(first, await Table.EnqueueAsync(Acme, New("ticket-1")));
        Assert.NotEqual(first, await Table.EnqueueAsync(Acme, New("ticket-2")));
        Assert.NotEqual(first, await Table.EnqueueAsync(Globex, New("ticket-1")));
        Assert.NotEqual(first, await Table.EnqueueAsync(Acme, new("other_kind", "{}") { UniqueKey = "ticket-1" }));
        Assert.Equal(4, (await Table.AllAsync()).Count);
    }

    [Fact]
    public async Task Jobs_without_a_key_are_never_the_same()
    {
        Assert.NotEqual(await Table.EnqueueAsync(Acme), await Table.EnqueueAsync(Acme));
    }

    [Fact]
    public async Task Second_job_of_a_key_may_wait_once_the_first_runs()
    {
        var first = await Table.EnqueueAsync(Acme, New("ticket-1"));
        await Table.ClaimOneAsync();
        var second = await Table.EnqueueAsync(Acme, New("ticket-1"));

        Assert.NotEqual(first, second);
        Assert.Equal(second, await Table.EnqueueAsync(Acme, New("ticket-1")));
    }

    [Fact]
    public async Task Job_put_back_gives_up_its_key_to_a_rival_that_waits_already()
    {
        await Table.EnqueueAsync(Acme, New("ticket-1"));
        var first = await Table.ClaimOneAsync();
        var second = await Table.EnqueueAsync(Acme, New("ticket-1"));

        Assert.True(await Table.PutBackAsync(first, JobReturnReason.Retried));

        Assert.Equal((JobState.Pending, null), ((await Table.ReadAsync(first.Id)).State, (await Table.ReadAsync(first.Id)).UniqueKey));
        Assert.Equal((JobState.Pending, "ticket-1"), ((await Table.ReadAsync(second)).State, (await Table.ReadAsync(second)).UniqueKey));
    }

    [Fact]
    public async Task Job_put_back_without_a_rival_keeps_its_key()
    {
        var id = await Table.EnqueueAsync(Acme, New("ticket-1"));
        await Table.PutBackAsync(await Table.ClaimOneAsync(), JobReturnReason.Retried);

        Assert.Equal(id, await Table.EnqueueAsync(Acme, New("ticket-1")));
    }

    [Fact]
    public async Task More_urgent_request_for_a_pending_job_makes_it_more_urgent()
    {
        var id = await Table.EnqueueAsync(Acme, New("ticket-1") with { Priority = JobPriority.Normal });
        await Table.EnqueueAsync(Acme, New("ticket-1") with { Priority = JobPriority.Low });
        Assert.Equal(JobPriority.Normal, (await Table.ReadAsync(id)).Priority);

        await Table.EnqueueAsync(Acme, New("ticket-1") with { Priority = JobPriority.High });
        Assert.Equal(JobPriority.High, (await Table.ReadAsync(id)).Priority);
    }

    [Fact]
    public async Task Concurrent_enqueues_of_one_key_make_one_job()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Table.EnqueueAsync(Acme, New("ticket-1")))));

        Assert.Single(ids.Distinct());
        Assert.Single(await Table.AllAsync());
    }
}
