using System.Globalization;
using FsCheck;

namespace TicketRag.Tests.Infrastructure;

/// <summary>
/// What tests that draw at random begin with: the same seed each time, so that a suite which passed passes again. <c>TICKETRAG_SEED</c> is another, and
/// <c>TICKETRAG_RUNS</c> times as many draws are made, to look for what the fixed ones don't meet.
/// </summary>
internal static class Exploration
{
    private const string SeedVariable = "TICKETRAG_SEED";
    private const string RunsVariable = "TICKETRAG_RUNS";
    private const int FixedSeed = 20_261_126;

    // FsCheck wants an odd one.
    private const ulong Gamma = 4_711;

    /// <summary>Whoever fails says it: see <see cref="Hint"/>.</summary>
    public static int Seed { get; } = Number(SeedVariable) ?? FixedSeed;

    /// <summary>How to see a failure again.</summary>
    public static string Hint { get; } = $"{SeedVariable}={Seed}";

    public static int Runs(int usual) => checked(usual * (Number(RunsVariable) ?? 1));

    /// <summary>Checks a property by <see cref="Seed"/>, and throws where it doesn't hold.</summary>
    public static Config Property(int runs = 100)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(Hint);
        return Config.QuickThrowOnFailure.WithMaxTest(Runs(runs)).WithReplay((ulong)Seed, Gamma);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
