using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Jobs;
using TicketRag.Core.Jobs.Events;
using TicketRag.Core.Organizations;
using TicketRag.Tests.Infrastructure;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs.Events;

/// <summary>What the feed of changed jobs must do on every database.</summary>
public abstract class JobFeedConformance : IAsyncLifetime
{
    private JobTable? _table;

    protected static OrganizationId Acme { get; } = OrganizationId.New();

    protected static OrganizationId Globex { get; } = OrganizationId.New();

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected JobTable Table => _table!;

    protected IJobFeed Feed => Table.Services.GetRequiredService<IJobFeed>();

    protected abstract Task<JobTable> CreateTableAsync();

    /// <summary>Makes what is in the feed so much older.</summary>
    protected abstract Task AgeAsync(TimeSpan span);

    public async ValueTask InitializeAsync() => _table = await CreateTableAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Table.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_change_that_a_client_could_see_is_in_the_feed()
    {
        var position = await PositionAsync();
        var id = await Table.EnqueueAsync(Acme);
        position = await ExpectAsync(position, id);
        var job = await Table.ClaimOneAsync();
        position = await ExpectAsync(position, id);
        await Table.ProgressAsync(job, new(1, 2, 3, "half") { Stage = "halfway" });
        position = await ExpectAsync(position, id);
        Assert.Equal("halfway", (await Table.ReadAsync(id)).Stage);
        await Table.WithDbAsync(db => Table.Queue.CancelAsync(db, id, Cancelled), Acme);
        position = await ExpectAsync(position, id);
        await Table.PutBackAsync(job, JobReturnReason.Retried);
        position = await ExpectAsync(position, id);
        await ExpectAsync(position);
    }

    [Fact]
    public async Task A_renewed_lease_is_no_change_and_what_follows_it_is()
    {
        var job = await ClaimNewAsync();
        var position = await PositionAsync();

        Assert.Equal(job.Id, Assert.Single(await Table.RenewAsync("worker", job.Id)).JobId);
        position = await ExpectAsync(position);

        await Table.CompleteAsync(job);
        await ExpectAsync(position, job.Id);
    }

    [Fact]
    public async Task Several_changes_of_a_job_are_one_in_the_order_of_the_last()
    {
        var position = await PositionAsync();
        var first = await Table.EnqueueAsync(Acme);
        var second = await Table.EnqueueAsync(Acme);
        await Table.CompleteAsync(await Table.ClaimOneAsync());

        await ExpectAsync(position, second, first);
    }

    [Fact]
    public async Task Changes_are_those_of_an_organization_or_of_a_job()
    {
        var position = await PositionAsync();
        var mine = await Table.EnqueueAsync(Acme);
        var other = await Table.EnqueueAsync(Acme);
        var theirs = await Table.EnqueueAsync(Globex);

        Assert.Equal([mine, other], Ids(await ReadAsync(position, new(Acme))));
        Assert.Equal([other], Ids(await ReadAsync(position, new(Acme, other))));
        Assert.Empty(Ids(await ReadAsync(position, new(Acme, theirs))));
        Assert.Equal([mine, other, theirs], Ids(await ReadAsync(position, new())));
        var organizations = await Table.WithDbAsync(db => Feed.ReadOrganizationsAsync(db, position, Cancelled));
        Assert.Equivalent(new[] { Acme, Globex }, organizations.Organizations);
        Assert.Empty((await Table.WithDbAsync(db => Feed.ReadOrganizationsAsync(db, organizations.Position, Cancelled))).Organizations);
    }

    [Fact]
    public async Task What_is_rolled_back_is_no_change()
    {
        var position = await PositionAsync();
        await Table.WriteAsync(async write =>
        {
            await Table.Queue.EnqueueAsync(write, Acme, New(), Cancelled);
            return false;
        });

        await ExpectAsync(position);
    }

    [Fact]
    public async Task More_changes_than_wanted_are_a_gap()
    {
        var position = await PositionAsync();
        for (var i = 0; i < 3; i++)
        {
            await Table.EnqueueAsync(Acme);
        }

        var page = await ReadAsync(position, new(Acme) { MaxChanges = 2 });

        Assert.True(page.IsGap);
        Assert.Empty(page.Changes);
        await ExpectAsync(page.Position);
    }

    [Fact]
    public async Task Who_comes_back_after_the_changes_were_deleted_is_told_so()
    {
        var old = await PositionAsync();
        await Table.EnqueueAsync(Acme);
        var later = await QuietPositionAsync();
        await AgeAsync(TimeSpan.FromHours(2));
        var recent = await Table.EnqueueAsync(Acme);

        Assert.Equal(1, await TrimAsync());

        Assert.True((await ReadAsync(old, new(Acme))).IsGap);
        await ExpectAsync(later, recent);
        Assert.Equal(0, await TrimAsync());
    }

    [Fact]
    public async Task A_quiet_time_is_no_gap()
    {
        var position = "";

        // A transaction that runs meanwhile, even in another database of the server, makes it look like one: rather too often than once too little.
        await Eventually.SeeAsync(
            async () =>
            {
                await Table.EnqueueAsync(Acme);
                position = await PositionAsync();
                await AgeAsync(TimeSpan.FromHours(2));
                await TrimAsync();
                return (await ReadAsync(position, new(Acme))).IsGap;
            },
            isGap => !isGap, Cancelled);

        await ExpectAsync(position, await Table.EnqueueAsync(Acme));
    }

    [Fact]
    public async Task Changes_that_no_webhook_was_told_of_are_kept()
    {
        var position = await PositionAsync();
        await Table.WriteAsync(async write =>
        {
            write.Db.JobFeedMarks.Add(new() { Name = JobFeedMark.Webhooks, Position = position });
            await write.Db.SaveChangesAsync(Cancelled);
            return true;
        });
        var id = await Table.EnqueueAsync(Acme);
        await AgeAsync(TimeSpan.FromHours(2));

        Assert.Equal(0, await TrimAsync());

        await ExpectAsync(position, id);
    }

    [Fact]
    public async Task Nothing_is_missed_and_nothing_invented_while_many_write()
    {
        const int Writers = 4;
        const int Each = 25;
        var position = await PositionAsync();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(
            async () =>
            {
                var ids = new List<Guid>();
                for (var i = 0; i < Each; i++)
                {
                    ids.Add(await Table.EnqueueAsync(Acme));
                }

                return ids;
            },
            Cancelled)));
        var seen = new List<Guid>();
        for (var isLast = false; !isLast;)
        {
            isLast = writing.IsCompleted;
            var page = await ReadAsync(position, new(Acme));
            seen.AddRange(Ids(page));
            position = page.Position;
        }

        Assert.Equal((await writing).SelectMany(ids => ids).Order(), seen.Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1:2:3;DROP TABLE jobs")]
    [InlineData("9:3:")]
    [InlineData("0:0:")]
    [InlineData("5:9:7,6")]
    [InlineData("99999999999999999999999:1:")]
    public void What_is_no_position_is_known_for_it(string text) => Assert.False(Feed.IsPosition(text));

    [Fact]
    public async Task A_position_from_another_life_of_the_database_is_a_gap()
    {
        var future = FarAhead;

        Assert.True(Feed.IsPosition(await PositionAsync()));
        Assert.True(Feed.IsPosition(future));
        Assert.True((await ReadAsync(future, new(Acme))).IsGap);
    }

    protected abstract string FarAhead { get; }

    /// <summary>A position at which no other transaction runs: what was trimmed by then is surely before it.</summary>
    protected virtual Task<string> QuietPositionAsync() => PositionAsync();

    protected Task<string> PositionAsync() => Table.WithDbAsync(db => Feed.PositionAsync(db, Cancelled));

    protected Task<JobFeedPage> ReadAsync(string position, JobFeedFilter filter) => Table.WithDbAsync(db => Feed.ReadAsync(db, position, filter, Cancelled));

    protected async Task<string> ExpectAsync(string position, params Guid[] jobs)
    {
        var page = await ReadAsync(position, new(Acme));
        Assert.False(page.IsGap);
        Assert.Equal(jobs, Ids(page));
        return page.Position;
    }

    protected static List<Guid> Ids(JobFeedPage page) => [.. page.Changes.Select(change => change.JobId)];

    private async Task<Job> ClaimNewAsync()
    {
        await Table.EnqueueAsync(Acme);
        return await Table.ClaimOneAsync();
    }

    private async Task<int> TrimAsync()
    {
        var trimmed = 0;
        await Table.WriteAsync(async write =>
        {
            trimmed = await Feed.TrimAsync(write, TimeSpan.FromHours(1), Cancelled);
            return true;
        });
        return trimmed;
    }

    protected Task<int> ExecuteAsync(FormattableString sql) => Table.WithDbAsync(db => db.Database.ExecuteSqlAsync(sql, Cancelled));
}
