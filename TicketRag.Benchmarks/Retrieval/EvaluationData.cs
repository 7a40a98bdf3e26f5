using System.Text.Json;

namespace TicketRag.Benchmarks.Retrieval;

/// <summary>Reads the public sets that retrieval is measured on, as they were published.</summary>
internal static class EvaluationData
{
    /// <summary>In the order of the report.</summary>
    public static IReadOnlyList<string> Names { get; } = ["stackfaq", "misspelt", "borg", "syncthing"];

    public static EvaluationSet Read(string folder, string name) => name switch
    {
        "stackfaq" => StackFaq(folder),
        "misspelt" => Misspelt(StackFaq(folder)),
        "borg" => Manual("Borg manual", Path.Combine(folder, "docs-borg"), path => path == "docs/faq.rst"),
        "syncthing" => Manual("Syncthing manual", Path.Combine(folder, "docs-syncthing"), path => path == "users/faq.rst" || path.StartsWith("users/faq-parts/", StringComparison.Ordinal)),
        _ => throw new FormatException($"'{name}' is none of the sets {string.Join(", ", Names)}."),
    };

    private static EvaluationSet Misspelt(EvaluationSet set) => set with { Name = $"{set.Name}, a word of each question misspelt", Questions = Typos.In(set.Questions) };

    /// <summary>FAQ threads, and paraphrases of their questions.</summary>
    private static EvaluationSet StackFaq(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "stackfaq", "stackfaq.json")));
        var threads = json.RootElement.GetProperty("root").GetProperty("qapair").EnumerateArray().ToArray();
        var documents = threads.Select(thread => string.Join(' ', Texts(thread, "question").Concat(Texts(thread, "answer"))));
        var questions = threads.SelectMany((thread, i) => Texts(thread, "rephr")
            .Where(text => text.Trim() is not ("" or "*"))
            .Select(text => new EvaluationQuestion(text, new HashSet<int> { i })));
        return new("StackFAQ", [.. documents], [.. questions]);
    }

    private static IEnumerable<string> Texts(JsonElement thread, string name) => thread.GetProperty(name) switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(item => item.GetString() ?? ""),
        var one => [one.GetString() ?? ""],
    };

    /// <summary>A product's manual, and the questions of its FAQ with the pages that their answers link to.</summary>
    private static EvaluationSet Manual(string name, string folder, Func<string, bool> isFaq)
    {
        string[] paths =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(path => Path.GetExtension(path) is ".rst" or ".inc" && !Path.GetFileName(path).Contains("changes", StringComparison.Ordinal))
                .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
                .Where(path => !isFaq(path))
                .Order(StringComparer.Ordinal),
        ];
        var pages = JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(Path.Combine(folder, "faq-to-page.json")))!;
        var questions = pages.Select(page => new EvaluationQuestion(page.Key, page.Value.Select(path => Array.IndexOf(paths, path)).Where(i => i >= 0).ToHashSet()));
        return new(name, [.. paths.Select(path => File.ReadAllText(Path.Combine(folder, path)))], [.. questions.Where(question => question.Relevant.Count > 0)]);
    }
}
