using System.Runtime.InteropServices;
using System.Text;
using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Core.Retrieval.Reranking;

/// <summary>A passage analysed, in a form that is small enough to keep for the next question that finds it.</summary>
internal sealed class PassageTerms
{
    /// <summary>With fewer distinct terms than this, two passages with the same ones may still say different things: in words that are not indexed.</summary>
    public const int SmallVocabulary = 20;

    private readonly ulong[] _keys;
    private readonly int[] _order;
    private readonly int[] _ends;
    private readonly string _letters;

    private PassageTerms(ulong[] keys, int[] order, int[] ends, string letters, string? plain)
    {
        (_keys, _order, _ends, _letters, Plain) = (keys, order, ends, letters, plain);
        foreach (var term in order)
        {
            PieceLength += WordPieces.CountOf(Letters(term).Length);
        }

        var lead = Math.Min(order.Length, Bm25.LeadTerms);
        WeightedLength = order.Length + (lead * (Bm25.LeadCount - 1));
    }

    /// <summary>Its distinct terms by their <see cref="TermKey"/>, ascending.</summary>
    public ReadOnlySpan<ulong> Keys => _keys;

    /// <summary>All terms in the order of the text, as indexes of <see cref="Keys"/>.</summary>
    public ReadOnlySpan<int> Order => _order;

    /// <summary>Number of terms as BM25 counts them, its lead included.</summary>
    public int WeightedLength { get; }

    public int PieceLength { get; }

    /// <summary>Its letters and digits, for passages with a small vocabulary: what is left when setting and punctuation are taken away.</summary>
    public string? Plain { get; }

    /// <summary>About how much memory it takes.</summary>
    public int Bytes => 200 + (_keys.Length * 12) + (_order.Length * 4) + (_letters.Length * 2) + ((Plain?.Length ?? 0) * 2);

    public ReadOnlySpan<char> Letters(int term) => _letters.AsSpan((term == 0 ? 0 : _ends[term - 1])..(_ends[term]));

    /// <summary>Analyses one passage after the other, and keeps its room.</summary>
    public sealed class Reader(ITextAnalyzer analyzer)
    {
        private readonly Dictionary<ulong, int> _known = [];
        private readonly List<ulong> _keys = [];
        private readonly List<int> _ends = [];
        private readonly List<int> _order = [];
        private readonly StringBuilder _letters = new();

        public PassageTerms Read(string text)
        {
            _known.Clear();
            _keys.Clear();
            _ends.Clear();
            _order.Clear();
            _letters.Clear();
            var sink = new Sink(this);
            analyzer.Read(text, ref sink);
            return Sorted(_keys.Count < SmallVocabulary ? PlainOf(text) : null);
        }

        private void Add(ReadOnlySpan<char> term)
        {
            var key = TermKey.Of(term);
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, key, out var isKnown);
            if (!isKnown)
            {
                number = _keys.Count;
                _keys.Add(key);
                _letters.Append(term);
                _ends.Add(_letters.Length);
            }

            _order.Add(number);
        }

        private PassageTerms Sorted(string? plain)
        {
            var keys = _keys.ToArray();
            int[] from = [.. Enumerable.Range(0, keys.Length)];
            Array.Sort(keys, from);
            var place = new int[keys.Length];
            var ends = new int[keys.Length];
            var all = _letters.ToString();
            var letters = new StringBuilder(all.Length);
            for (var i = 0; i < keys.Length; i++)
            {
                place[from[i]] = i;
                letters.Append(all.AsSpan((from[i] == 0 ? 0 : _ends[from[i] - 1])..(_ends[from[i]])));
                ends[i] = letters.Length;
            }

            var order = new int[_order.Count];
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = place[_order[i]];
            }

            return new(keys, order, ends, letters.ToString(), plain);
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

        private readonly struct Sink(Reader reader) : ITermSink
        {
            public void Add(ReadOnlySpan<char> term) => reader.Add(term);
        }
    }
}
