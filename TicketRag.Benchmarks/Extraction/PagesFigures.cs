namespace TicketRag.Benchmarks.Extraction;

/// <summary>What one program made of the pages, one after the other in one pass from cold.</summary>
/// <param name="MegabytesPerSecond">Of source, parsing and extraction alone.</param>
/// <param name="PeakMebibytes">Of its process.</param>
internal sealed record PagesFigures(string Program, double F1, int Pages, double MegabytesPerSecond, long PeakMebibytes)
{
    public string Beside(PagesFigures peer) =>
        $"{peer}\npages: {MegabytesPerSecond / peer.MegabytesPerSecond:F1} times as fast as {peer.Program}, in {100.0 * PeakMebibytes / peer.PeakMebibytes:F0} % of its memory";

    public override string ToString() =>
        $"pages, {Program}: mean F1 {F1:F4} of {Pages}, {MegabytesPerSecond:F2} MB/s, peak working set {PeakMebibytes} MiB (load {Machine.Load})";
}
