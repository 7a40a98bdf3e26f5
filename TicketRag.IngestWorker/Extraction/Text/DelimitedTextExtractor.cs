using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace TicketRag.IngestWorker.Extraction.Text;

/// <summary>CSV and TSV as one table; the first row names the columns where it has no numbers and no gaps.</summary>
internal sealed class DelimitedTextExtractor : IExtractor
{
    public string Format => "csv";

    public bool Recognizes(FileProbe file) => file.Sample is { } sample && Delimiters.Find(sample, IsDeclared(file)) is not null;

    public void Extract(ExtractionRun run)
    {
        var delimiter = Delimiters.Find(run.File.Sample!, IsDeclared(run.File)) ?? ',';
        using var reader = TextReading.Open(run);
        using var csv = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            BadDataFound = null,
            HasHeaderRecord = false,
            MaxFieldSize = run.Budget.Options.MaxTextCharacters,
            CacheFields = false,
        });
        using var table = run.Blocks.Table();
        var isFirst = true;
        while (csv.Read())
        {
            var cells = csv.Record ?? [];
            table.Row(cells, csv.RawRow, isFirst && HeaderRow.Looks(cells));
            isFirst = false;
        }
    }

    private static bool IsDeclared(FileProbe file) =>
        file.IsDeclared("text/csv", ".csv", ".tsv", ".tab") || file.ContentType.Type == "text/tab-separated-values";
}
