using System.Globalization;
using TicketRag.Core.Jobs;

namespace TicketRag.Tests.Distributed.Faults;

/// <summary>Whatever dies, stands still or is wiped, and whenever: every job ends, and its effects are there once.</summary>
public sealed class FaultMatrixTests(ITestOutputHelper output)
{
    /// <summary>Of the long form; printed.</summary>
    private const string SeedVariable = "TICKETRAG_CHAOS_SEED";

    /// <summary>Ends the long form after so many faults; all of them where it isn't set.</summary>
    private const string LimitVariable = "TICKETRAG_CHAOS_FAULTS";

    private const int ShortSeed = 1;

    [Fact(Timeout = 400_000)]
    public async Task Faults_of_every_sort_lose_nothing_and_double_nothing()
    {
        await using var product = await FaultyProduct.StartAsync(FaultyProduct.Hasty);
        var matrix = new FaultMatrix(product, ShortSeed);
        var stages = await matrix.StagesAsync(JobKind.TextIngestion);
        foreach (var stage in matrix.Some(3, stages))
        {
            await matrix.StrikeWorkerAsync(JobKind.TextIngestion, FaultSignal.Kill, stage);
        }

        await matrix.StrikeWorkerAsync(JobKind.SourceIndexing, FaultSignal.Stop, stage: 1);
        await matrix.StrikeApiAsync("before commit");
        await matrix.StrikeApiAsync("after commit");
        await matrix.KillRedisAsync();
        await matrix.WipeRedisAsync();
        await matrix.NudgeAsync();
        await matrix.CrashPostgresAsync();

        output.WriteLine(await matrix.SummaryAsync());
        await product.AssertSameUndisturbedAsync();
    }

    /// <summary>All stages of all kinds, killed and stopped, in an order that the seed says: <c>eng/chaos.sh</c>.</summary>
    [Fact(Explicit = true)]
    public async Task Faults_at_every_stage_lose_nothing_and_double_nothing()
    {
        var seed = Number(SeedVariable) ?? ShortSeed;
        output.WriteLine($"seed {seed}");
        await using var product = await FaultyProduct.StartAsync(FaultyProduct.Hasty);
        var matrix = new FaultMatrix(product, seed);
        foreach (var fault in matrix.Shuffled(await AllAsync(matrix)).Take(Number(LimitVariable) ?? int.MaxValue))
        {
            await fault();
        }

        output.WriteLine(await matrix.SummaryAsync());
        await product.AssertSameUndisturbedAsync();
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static async Task<List<Func<Task>>> AllAsync(FaultMatrix matrix)
    {
        var faults = new List<Func<Task>>();
        foreach (var kind in FaultMatrix.Kinds)
        {
            foreach (var stage in Enumerable.Range(1, await matrix.StagesAsync(kind)))
            {
                faults.Add(() => matrix.StrikeWorkerAsync(kind, FaultSignal.Kill, stage));
                faults.Add(() => matrix.StrikeWorkerAsync(kind, FaultSignal.Stop, stage));
            }
        }

        for (var stage = 1; stage <= 12; stage++)
        {
            var at = $"{stage}";
            faults.Add(() => matrix.StrikeApiAsync(at));
        }

        for (var i = 0; i < 3; i++)
        {
            faults.AddRange([matrix.KillRedisAsync, matrix.WipeRedisAsync, matrix.NudgeAsync, matrix.CrashPostgresAsync, () => matrix.StrikeApiAsync("after commit")]);
        }

        return faults;
    }
}
