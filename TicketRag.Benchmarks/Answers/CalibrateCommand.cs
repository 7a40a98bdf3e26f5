using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TicketRag.Benchmarks.Hosts;
using TicketRag.Core.Answers;

namespace TicketRag.Benchmarks.Answers;

/// <summary>
/// From how much evidence on to answer, measured by questions whose answers are known to be there or not: <c>calibrate [--questions file]
/// [--url address --key key] [--modes embedded,distributed] [--embed "Endpoint=…;Model=…"] [--published folder]</c>.
/// Without an address the demo product is started, with its own questions. It writes the settings that it recommends for the store and the embedding model that answered.
/// </summary>
internal static class CalibrateCommand
{
    private const int Folds = 5;

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new BenchmarkOptions(args);
        var questions = KnownQuestion.ReadAll(options.Text("--questions", Path.Combine(AppContext.BaseDirectory, "Demo", "questions.json")));
        if (options.Text("--url", "") is { Length: > 0 } url)
        {
            using var http = new HttpClient { BaseAddress = new(url) };
            http.DefaultRequestHeaders.Add("x-api-key", options.Text("--key", ""));
            await ReportAsync(http, questions);
            return 0;
        }

        var hosts = await PublishedHosts.FromAsync(options);
        Machine.Describe();
        foreach (var mode in options.Text("--modes", "embedded,distributed").Split(','))
        {
            await DemoAsync(mode, hosts, options, questions);
        }

        return 0;
    }

    private static async Task DemoAsync(string mode, PublishedHosts hosts, BenchmarkOptions options, IReadOnlyList<KnownQuestion> questions)
    {
        var data = Directory.CreateTempSubdirectory("ticketrag-calibrate-");
        var settings = new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["Data__Folder"] = data.FullName };
        if (options.Text("--embed", "") is { Length: > 0 } embed)
        {
            settings["ConnectionStrings__embed"] = embed;
        }

        await using var backends = mode == "distributed" ? await Backends.StartNewAsync() : null;
        if (mode == "distributed" && backends is null)
        {
            return;
        }

        if (backends is not null)
        {
            foreach (var (name, value) in await backends.NewDeploymentAsync("calibrate"))
            {
                settings[name] = value;
            }
        }

        await using var api = await HostProcess.StartAsync(hosts.Api, settings);
        await using var worker = backends is null ? null : await HostProcess.StartAsync(hosts.Worker, settings);
        api.Http.DefaultRequestHeaders.Add("x-api-key", "test-key");
        await api.Http.WaitForJobsAsync();
        await WholeAsync(api.Http);
        await ReportAsync(api.Http, questions);
        data.Delete(recursive: true);
    }

    // Also what is embedded in the background.
    private static async Task WholeAsync(HttpClient http)
    {
        while ((await EvidenceProbe.AskAsync(http, "clock")).Degraded)
        {
            await Task.Delay(LookAgain, TimeProvider.System);
        }
    }

    private static async Task ReportAsync(HttpClient http, IReadOnlyList<KnownQuestion> questions)
    {
        var measured = new List<MeasuredQuestion>();
        var (store, model) = ("", "");
        foreach (var question in questions)
        {
            var found = await EvidenceProbe.AskAsync(http, question.ToSearch());
            (store, model) = (found.Store, found.Model ?? "");
            measured.Add(new(question.IsAnswerable, found.Passages));
        }

        var now = AbstentionScore.Of(measured, EvidenceLimits.OfWords);
        var best = Calibration.Best(measured);
        Console.WriteLine($"{store}, {(model.Length > 0 ? model : "no embedder")}: {measured.Count(one => one.IsAnswerable)} answerable and {measured.Count(one => !one.IsAnswerable)} unanswerable questions");
        Console.WriteLine($"  words alone, as by default        {now}");
        Console.WriteLine($"  best on all of them               {AbstentionScore.Of(measured, best)}   {Show(best)}");
        Console.WriteLine($"  chosen on 4/5, asked of the rest  {Calibration.CrossValidated(measured, Folds)}   (what to expect on questions that were not looked at)");
        var setting = new EvidenceOptions { Store = store, Model = model, ShareOffset = best.ShareOffset, Similarity = best.Similarity };
        Console.WriteLine($"  \"Rag\": {{ \"Evidence\": [{JsonSerializer.Serialize(setting, Json)}] }}");
    }

    private static string Show(EvidenceLimits limits) => $"share offset {Number(limits.ShareOffset)}, similarity {(limits.Similarity is { } least ? Number(least) : "not used")}";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
