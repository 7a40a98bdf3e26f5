using Microsoft.Extensions.DependencyInjection;
using TicketRag.Core.Jobs;
using TicketRag.Core.Organizations;
using static TicketRag.Tests.Jobs.JobTable;

namespace TicketRag.Tests.Jobs;

/// <summary>What the job table must do on every database.</summary>
public abstract partial class JobStoreConformance : IAsyncLifetime
{
    private JobTable? _table;

    protected static OrganizationId Acme { get; } = OrganizationId.New();

    protected static OrganizationId Globex { get; } = OrganizationId.New();

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected JobTable Table => _table ?? throw new InvalidOperationException("The test has not begun.");

    protected abstract Task<JobTable> CreateTableAsync();

    public async ValueTask InitializeAsync() => _table = await CreateTableAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Table.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Chore_is_held_by_one_until_its_lease_runs_out_or_is_given_back()
    {
        var chores = Table.Services.GetRequiredService<MaintenanceLeases>();
        Task<bool> Hold(string owner, TimeSpan span) => Table.WithDbAsync(db => chores.TryHoldAsync(db, "rescue", owner, span, Cancelled));

        Assert.True(await Hold("a", TimeSpan.FromMinutes(5)));
        Assert.False(await Hold("b", TimeSpan.FromMinutes(5)));
        Assert.True(await Hold("a", TimeSpan.FromSeconds(-1)));
        Assert.True(await Hold("b", TimeSpan.FromMinutes(5)));
        Assert.False(await Hold("a", TimeSpan.FromMinutes(5)));

        await Table.WithDbAsync(async db =>
        {
            await chores.ReleaseAsync(db, "a", Cancelled);
            Assert.False(await Hold("a", TimeSpan.FromMinutes(5)));
            await chores.ReleaseAsync(db, "b", Cancelled);
            return true;
        });
        Assert.True(await Hold("a", TimeSpan.FromMinutes(5)));
    }
}
