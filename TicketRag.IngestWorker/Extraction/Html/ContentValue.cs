namespace TicketRag.IngestWorker.Extraction.Html;

/// <summary>
/// What a text block is worth as content: its words outside links, less a price for being a block at all and for its links. Long prose is worth much, a menu
/// entry less than nothing. The sum over a subtree then says whether it is content, after Pasternack and Roth, "Extracting article text from the web with
/// maximum subsequence segmentation" (2009).
/// </summary>
internal static class ContentValue
{
    private const double CharactersPerWord = 5.5;
    private const double BlockPrice = 4;
    private const double LinkedWordPrice = 1.5;
    private const double SentenceWorth = 2;

    public static double Of(int characters, int linked, int sentenceMarks)
    {
        var words = (characters - linked) / CharactersPerWord;
        var value = words - BlockPrice - LinkedWordPrice * linked / CharactersPerWord;
        return value + SentenceWorth * Math.Min(sentenceMarks, words / 4);
    }
}
