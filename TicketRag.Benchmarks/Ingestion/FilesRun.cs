namespace TicketRag.Benchmarks.Ingestion;

/// <summary>One lot of files, from the first upload to the end of the last job.</summary>
/// <param name="Refused">At the upload: an empty file.</param>
/// <param name="Failed">By its job: no text to be had of it.</param>
/// <param name="Pages">That text stands on; a document without pages, such as a web page, is one.</param>
internal sealed record FilesRun(string Kind, int Files, long Bytes, TimeSpan Took, int Refused, int Failed, int Chunks, int Pages)
{
    public required int Sought { get; init; }

    public required int Found { get; init; }

    public required string Load { get; init; }

    public static FilesRun Sum(string kind, IReadOnlyList<FilesRun> runs) => new(
        kind, runs.Sum(run => run.Files), runs.Sum(run => run.Bytes), TimeSpan.FromSeconds(runs.Sum(run => run.Took.TotalSeconds)), runs.Sum(run => run.Refused),
        runs.Sum(run => run.Failed), runs.Sum(run => run.Chunks), runs.Sum(run => run.Pages))
    {
        Sought = runs.Sum(run => run.Sought),
        Found = runs.Sum(run => run.Found),
        Load = runs[^1].Load,
    };

    public override string ToString()
    {
        var seconds = Took.TotalSeconds;
        return $"{Kind,-14} {Files} files, {Bytes / 1e6:F1} MB, {Pages} pages, {Chunks} chunks in {seconds:F1} s: {Bytes / 1e6 / seconds:F2} MB/s, {Pages / seconds:F1} pages/s, {Chunks / seconds:F0} chunks/s; "
            + $"{Refused} refused, {Failed} without text; {Found} of {Sought} documents found by their words (load {Load})";
    }
}
