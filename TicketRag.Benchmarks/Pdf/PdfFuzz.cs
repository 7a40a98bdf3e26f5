namespace TicketRag.Benchmarks.Pdf;

/// <summary>Placeholder.</summary>
internal static class PdfFuzz
{
    public static int Run(string folder, int runs, int seed) => folder.Length + runs + seed;
}
