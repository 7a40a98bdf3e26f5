using System.Diagnostics;
using TicketRag.Benchmarks.Hosts;

namespace TicketRag.Benchmarks.Ingestion;

/// <summary>
/// Puts one lot of files in, each in a request of its own, four at a time; the clock stops when every job has ended. Then words of every tenth document are searched for.
/// </summary>
internal static class FilesUpload
{
    private const int UploadsAtATime = 4;

    public static async Task<FilesRun> RunAsync(HostProcess api, string kind, IReadOnlyList<string> files)
    {
        using var http = new HttpClient { BaseAddress = api.Http.BaseAddress };
        await http.SignInAsync(kind.Replace(' ', '-').ToLowerInvariant());
        var started = Stopwatch.GetTimestamp();
        var refused = await UploadAsync(http, files);
        var jobs = await http.UntilJobsEndedAsync();
        var took = Stopwatch.GetElapsedTime(started);
        var contents = await IndexContents.ReadAsync(http);
        return new(kind, files.Count, files.Sum(path => new FileInfo(path).Length), took, refused, jobs.Failed, jobs.Chunks, contents.Pages)
        {
            Sought = contents.Samples.Count,
            Found = await FoundAsync(http, contents.Samples),
            Load = Machine.Load,
        };
    }

    private static async Task<int> UploadAsync(HttpClient http, IReadOnlyList<string> files)
    {
        var refused = 0;
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = UploadsAtATime }, async (path, _) =>
        {
            if (!await http.UploadAsync(path))
            {
                Interlocked.Increment(ref refused);
            }
        });
        return refused;
    }

    private static async Task<int> FoundAsync(HttpClient http, IReadOnlyList<DocumentSample> samples)
    {
        var found = 0;
        foreach (var sample in samples)
        {
            var (isFound, degraded) = await http.FindsAsync(sample.Document, sample.Words);
            found += isFound ? 1 : 0;
            if (!isFound)
            {
                Console.WriteLine($"  not found: '{sample.Title}' by '{sample.Words}'{(degraded.Length > 0 ? $", degraded: {degraded}" : "")}");
            }
        }

        return found;
    }
}
