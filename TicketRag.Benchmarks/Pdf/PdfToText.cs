using System.Diagnostics;

namespace TicketRag.Benchmarks.Pdf;

/// <summary>poppler's pdftotext, which the extraction is measured against.</summary>
internal static class PdfToText
{
    /// <summary>The text of a file, or null when pdftotext refuses it.</summary>
    public static string? Read(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("pdftotext", ["-q", "-enc", "UTF-8", path, "-"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardError.Close();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? text : null;
    }
}
