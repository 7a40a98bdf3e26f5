namespace TicketRag.Core.Retrieval.Analysis;

public sealed class English : ILanguage
{
    public static English Instance { get; } = new();

    // Words of place and direction (up, down, on, off, out) stay: "printer won't turn on" and "server is down" are what tickets say.
    public IReadOnlyCollection<string> StopWords { get; } =
        """
        a about after again all also am an and any are as at be because been before being both but by can could did do does doing
        each few for from further had has have having he her here hers him his how i if in into is it its itself just me more most
        my myself no nor not now of once only or other our ours own same she should so some such than that the their theirs them
        then there these they this those through to too until us very was we were what when where which while who whom why will
        with would you your yours arent cant couldnt didnt doesnt dont havent im isnt ive shouldnt thats theres wasnt wont
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    public int Stem(Span<char> word) => PorterStemmer.Stem(word);
}
