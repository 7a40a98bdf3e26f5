using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace TicketRag.Tests.Distributed.Faults;

/// <summary>
/// Within a service's process: stops it dead at a stage of its work that a test has chosen. The stages are what the process traces of itself (each
/// statement to the database, each request to another server, the job as a whole) and its commits, each before and after. Listening is all it does.
/// </summary>
internal sealed class FaultInjector : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    public const string FolderVariable = "TICKETRAG_TEST_FAULTS";
    public const string ReportFile = "report";

    private const string Transaction = "Microsoft.EntityFrameworkCore.Database.Transaction.Transaction";

    private static readonly string[] Sources = ["TicketRag.Jobs", "Npgsql", "System.Net.Http", "Microsoft.AspNetCore"];

    private readonly string _folder;
    private readonly ActivityListener _listener;
    private volatile ArmedFault? _armed;

    private FaultInjector(string folder)
    {
        _folder = folder;
        _listener = new()
        {
            ShouldListenTo = static source => Sources.Contains(source.Name),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = Started,
            ActivityStopped = Stopped,
        };
    }

    public static void Attach(string folder)
    {
        var injector = new FaultInjector(folder);
        ActivitySource.AddActivityListener(injector._listener);
        DiagnosticListener.AllListeners.Subscribe(injector);
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore")
        {
            value.Subscribe(this, static name => name is Transaction + "Committing" or Transaction + "Committed");
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (Activity.Current is { } current && _armed?.Includes(current) == true)
        {
            Reach(value.Key == Transaction + "Committing" ? "before commit" : "after commit");
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private void Started(Activity activity)
    {
        if (_armed is null && Take(activity.OperationName) is { } order)
        {
            _armed = ArmedFault.Parse(order, activity);
        }

        if (_armed?.Includes(activity) == true)
        {
            Reach($"before {Name(activity)}");
        }
    }

    private void Stopped(Activity activity)
    {
        if (_armed is not { } armed || !armed.Includes(activity))
        {
            return;
        }

        Reach($"after {Name(activity)}");
        if (activity == armed.Root && _armed is not null)
        {
            _armed = null;
            Report($"missed {armed.Reached}");
        }
    }

    private void Reach(string stage)
    {
        if (_armed is { } armed && armed.IsDueAt(stage))
        {
            _armed = null;
            Report(string.Create(CultureInfo.InvariantCulture, $"reached {armed.Reached} {Environment.ProcessId} {stage}"));
            _ = Kill(Environment.ProcessId, armed.Signal);
        }
    }

    // Only one of several processes gets it.
    private string? Take(string operation)
    {
        var order = Path.Combine(_folder, operation);
        if (!File.Exists(order))
        {
            return null;
        }

        try
        {
            var taken = $"{order}.{Environment.ProcessId}";
            File.Move(order, taken);
            var text = File.ReadAllText(taken);
            File.Delete(taken);
            return text;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    // Appears whole.
    private void Report(string text)
    {
        var path = Path.Combine(_folder, ReportFile);
        File.WriteAllText($"{path}.{Environment.ProcessId}", text);
        File.Move($"{path}.{Environment.ProcessId}", path, overwrite: true);
    }

    private static string Name(Activity activity) =>
        (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement") ?? activity.GetTagItem("url.full")) is string text
            ? string.Join(' ', text.Split((char[]?)null, 9, StringSplitOptions.RemoveEmptyEntries).Take(8))
            : activity.DisplayName;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
