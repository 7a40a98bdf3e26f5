namespace TicketRag.Core.Documents;

/// <summary>Where in the original a block stands, as far as its format has such places.</summary>
/// <param name="Page">Of a PDF or a slide deck, from 1.</param>
/// <param name="Sheet">Of a workbook.</param>
/// <param name="Line">Of a text file, or the row of a sheet; from 1.</param>
public readonly record struct BlockPlace(int? Page = null, string? Sheet = null, int? Line = null)
{
    /// <summary>Longer names of sheets are cut: the column has this width.</summary>
    public const int MaxSheetLength = 200;
}
