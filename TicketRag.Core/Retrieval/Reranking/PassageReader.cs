using System.Runtime.InteropServices;
using System.Text;
using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>Analyses one passage after the other, and keeps its room. For one thread.</summary>
internal sealed class PassageReader(ITextAnalyzer analyzer)
{
    private readonly Dictionary<int, ushort> _indexes = [];
    private readonly List<int> _numbers = [];
    private readonly List<ulong> _keys = [];
    private readonly List<ushort> _order = [];
    private int _pieceLength;

    /// <summary>With a table of its own.</summary>
    public PassageTerms Read(string text)
    {
        var own = new OwnTable(this);
        Clear();
        analyzer.Read(text, ref own);
        return new(own.Terms, Packed(), 0, _numbers.Count < PassageTerms.SmallVocabulary ? PlainOf(text) : null);
    }

    /// <summary>With the numbers that <paramref name="numberOf"/> gives, which is asked for each term.</summary>
    /// <returns>See <see cref="PassageTerms.Pack"/>.</returns>
    public int[] Read<TNumbers>(string text, TNumbers numberOf)
        where TNumbers : struct, ITermNumbers
    {
        var given = new GivenNumbers<TNumbers>(this, numberOf);
        Clear();
        analyzer.Read(text, ref given);
        return Packed();
    }

    private void Clear()
    {
        _indexes.Clear();
        _numbers.Clear();
        _keys.Clear();
        _order.Clear();
        _pieceLength = 0;
    }

    private void Add(int number, ReadOnlySpan<char> term)
    {
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_indexes, number, out var isKnown);
        if (!isKnown && _numbers.Count == PassageTerms.MaxDistinct)
        {
            _indexes.Remove(number);
            return;
        }

        if (!isKnown)
        {
            index = (ushort)_numbers.Count;
            _numbers.Add(number);
            _keys.Add(TermKey.Of(term));
        }

        _order.Add(index);
        _pieceLength += WordPieces.CountOf(term.Length);
    }

    private int[] Packed()
    {
        var count = _numbers.Count;
        Span<ushort> place = count <= 1024 ? stackalloc ushort[count] : new ushort[count];
        Span<ushort> from = count <= 1024 ? stackalloc ushort[count] : new ushort[count];
        for (var i = 0; i < count; i++)
        {
            from[i] = (ushort)i;
        }

        CollectionsMarshal.AsSpan(_keys).Sort(from);
        Span<int> numbers = count <= 1024 ? stackalloc int[count] : new int[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = _numbers[from[i]];
            place[from[i]] = (ushort)i;
        }

        var order = CollectionsMarshal.AsSpan(_order);
        foreach (ref var index in order)
        {
            index = place[index];
        }

        return PassageTerms.Pack(numbers, order, _pieceLength);
    }

    private static string PlainOf(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                plain.Append(char.ToLowerInvariant(c));
            }
            else if (c is not ('\'' or '\u2019') && plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().TrimEnd();
    }

    private readonly struct OwnTable(PassageReader reader) : ITermSink
    {
        private readonly Dictionary<ulong, int> _known = [];

        public TermTable Terms { get; } = new();

        public void Add(ReadOnlySpan<char> term)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, TermKey.Of(term), out var isKnown);
            if (!isKnown)
            {
                number = Terms.Add(term);
            }

            reader.Add(number, term);
        }
    }

    private readonly struct GivenNumbers<TNumbers>(PassageReader reader, TNumbers numbers) : ITermSink
        where TNumbers : struct, ITermNumbers
    {
        public void Add(ReadOnlySpan<char> term) => reader.Add(numbers.NumberOf(term), term);
    }
}

/// <summary>Who numbers terms.</summary>
internal interface ITermNumbers
{
    int NumberOf(ReadOnlySpan<char> term);
}
