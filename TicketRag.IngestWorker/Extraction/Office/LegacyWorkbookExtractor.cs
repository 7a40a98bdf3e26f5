using System.Globalization;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;
using TicketRag.IngestWorker.Extraction.Archives;
using TicketRag.IngestWorker.Extraction.Text;

namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>Excel's binary formats (.xls, .xlsb), by ExcelDataReader.</summary>
internal sealed class LegacyWorkbookExtractor : IExtractor
{
    static LegacyWorkbookExtractor() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public string Format => "xls";

    public bool Recognizes(FileProbe file) =>
        file.CompoundStreams.Any(name => name is "Workbook" or "Book") || file.ZipEntries.Any(name => name.Equals("xl/workbook.bin", StringComparison.OrdinalIgnoreCase));

    public void Extract(ExtractionRun run)
    {
        using var content = new MemoryStream(run.ReadWhole());
        if (run.File.ZipEntries.Count > 0)
        {
            CheckUnpacked(run);
        }

        try
        {
            using var reader = ExcelReaderFactory.CreateReader(content, new() { LeaveOpen = true });
            do
            {
                WriteSheet(run, reader);
            }
            while (reader.NextResult());
        }
        catch (InvalidPasswordException locked)
        {
            throw new ExtractionException(ExtractionFault.Encrypted, "This workbook is encrypted. Send it without a password.", locked);
        }
    }

    // The library unpacks without bounds.
    private static void CheckUnpacked(ExtractionRun run)
    {
        using var package = new ZipPackage(run.Content, run.Budget);
        foreach (var name in package.Names)
        {
            using var part = package.Open(name);
            part?.CopyTo(Stream.Null);
        }
    }

    private static void WriteSheet(ExtractionRun run, IExcelDataReader reader)
    {
        run.Blocks.Heading(1, reader.Name, new(Sheet: reader.Name));
        TableWriter? table = null;
        for (var row = 1; reader.Read(); row++)
        {
            run.Budget.Check();
            string[] cells = [.. Enumerable.Range(0, reader.FieldCount).Select(column => Text(reader.GetValue(column)))];
            if (cells.All(string.IsNullOrWhiteSpace))
            {
                table?.Dispose();
                table = null;
                continue;
            }

            var isFirst = table is null;
            table ??= run.Blocks.Table(new(Sheet: reader.Name));
            table.Row(cells, row, isFirst && HeaderRow.Looks([.. cells.SkipWhile(string.IsNullOrWhiteSpace)]));
        }

        table?.Dispose();
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime at => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        bool truth => truth ? "TRUE" : "FALSE",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
