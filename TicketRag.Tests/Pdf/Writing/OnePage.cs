namespace TicketRag.Tests.Pdf.Writing;

/// <summary>A document of one page of 200 by 100 points, in Helvetica as /F1 unless the test says otherwise.</summary>
public sealed class OnePage
{
    public const string Helvetica = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";

    public PdfWriter Writer { get; } = new();

    public int Page { get; }

    public int Pages { get; }

    public int Contents { get; }

    public OnePage(
        string content, string? font = null, string resources = "", string pageEntries = "", Func<PdfWriter, string>? prepare = null)
    {
        Writer.Root = Writer.Reserve();
        Pages = Writer.Reserve();
        Page = Writer.Reserve();
        Contents = Writer.Reserve();
        var prepared = prepare?.Invoke(Writer) ?? "";
        Writer.Set(Writer.Root, $"<< /Type /Catalog /Pages {Pages} 0 R {CatalogEntries(prepared)} >>");
        Writer.Set(Pages, $"<< /Type /Pages /Kids [{Page} 0 R] /Count 1 >>");
        Writer.Set(Page, $"<< /Type /Page /Parent {Pages} 0 R /MediaBox [0 0 200 100] /Contents {Contents} 0 R {PageEntries(prepared)} {pageEntries} /Resources << /Font << /F1 {font ?? FontEntry(prepared) ?? Helvetica} >> {resources} {ResourceEntries(prepared)} >> >>");
        Writer.SetStream(Contents, "", PdfWriter.Bytes(content));
    }

    public byte[] Build(CrossReferenceForm form = CrossReferenceForm.Table) => Writer.Build(form);

    /// <summary>What preparing adds, as lines of "font:", "resources:", "page:" and "catalog:".</summary>
    private static string? Line(string prepared, string name) =>
        prepared.Split('\n').FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..];

    private static string? FontEntry(string prepared) => Line(prepared, "font");

    private static string ResourceEntries(string prepared) => Line(prepared, "resources") ?? "";

    private static string PageEntries(string prepared) => Line(prepared, "page") ?? "";

    private static string CatalogEntries(string prepared) => Line(prepared, "catalog") ?? "";
}
