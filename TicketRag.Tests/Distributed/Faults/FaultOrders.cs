using System.Globalization;
using System.Text.RegularExpressions;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Distributed.Faults;

/// <summary>The test's side of <see cref="FaultInjector"/>: says which piece of work is to be struck where, and hears whether it was.</summary>
internal sealed partial class FaultOrders : IDisposable
{
    /// <summary>Work of an Api: the next request, whichever it is.</summary>
    public const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    /// <summary>For the services that are to have the injector.</summary>
    public IEnumerable<(string Name, string Value)> Settings =>
        [("DOTNET_STARTUP_HOOKS", typeof(StartupHook).Assembly.Location), (FaultInjector.FolderVariable, _folder.Path)];

    private string Report => Path.Combine(_folder.Path, FaultInjector.ReportFile);

    /// <summary>Work of a worker: the next job of a kind.</summary>
    public static string Run(string kind) => $"run {kind}";

    /// <param name="stage">A number from 1, or a name.</param>
    public void Give(string work, FaultSignal signal, string stage)
    {
        File.Delete(Report);
        var draft = Path.Combine(_folder.Path, "draft");
        File.WriteAllText(draft, string.Create(CultureInfo.InvariantCulture, $"{(int)signal} {stage}"));
        File.Move(draft, Path.Combine(_folder.Path, work), overwrite: true);
    }

    public async Task<FaultReport> HearAsync(CancellationToken cancellationToken)
    {
        await Eventually.TrueAsync(() => Task.FromResult(File.Exists(Report)), Limit, () => "nobody came to the stage", cancellationToken);
        var match = Words().Match(await File.ReadAllTextAsync(Report, cancellationToken));
        return new(
            int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture),
            match.Groups["process"].Success ? int.Parse(match.Groups["process"].Value, CultureInfo.InvariantCulture) : null, match.Groups["stage"].Value);
    }

    public void Dispose() => _folder.Dispose();

    [GeneratedRegex(@"^(missed|reached) (?<number>\d+)( (?<process>\d+) (?<stage>.*))?$")]
    private static partial Regex Words();
}

/// <param name="Number">Of the stage; of stages in all, where it was not reached.</param>
/// <param name="Process">That was struck; null where the work was done before the stage came.</param>
internal sealed record FaultReport(int Number, int? Process, string Stage);

/// <summary>By Linux' numbers.</summary>
internal enum FaultSignal
{
    Kill = 9,

    /// <summary>Stands still until it is woken.</summary>
    Stop = 19,
}
