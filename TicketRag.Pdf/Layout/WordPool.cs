namespace TicketRag.Pdf.Layout;

/// <summary>Words that belong to no block yet, found by their baselines.</summary>
internal sealed class WordPool
{
    private const float BucketHeight = 6;

    private readonly Dictionary<int, List<WordDraft>> _buckets = [];

    public WordPool(IEnumerable<WordDraft> words)
    {
        foreach (var word in words)
        {
            if (!_buckets.TryGetValue(Bucket(word.Base), out var bucket))
            {
                _buckets[Bucket(word.Base)] = bucket = [];
            }

            bucket.Add(word);
        }
    }

    private static int Bucket(float y) => (int)Math.Clamp(Math.Floor(y / BucketHeight), -1e8, 1e8);

    /// <summary>Moves the words between two baselines that fit to a list.</summary>
    public void Take(float low, float high, Func<WordDraft, bool> fits, List<WordDraft> taken)
    {
        for (var i = Bucket(low); i <= Bucket(high); i++)
        {
            if (!_buckets.TryGetValue(i, out var bucket))
            {
                continue;
            }

            for (var j = bucket.Count - 1; j >= 0; j--)
            {
                var word = bucket[j];
                if (word.Base >= low && word.Base <= high && fits(word))
                {
                    taken.Add(word);
                    bucket.RemoveAt(j);
                }
            }
        }
    }

    /// <summary>Removes a word, or tells that it is gone.</summary>
    public bool Remove(WordDraft word) => _buckets[Bucket(word.Base)].Remove(word);

    public void Return(WordDraft word) => _buckets[Bucket(word.Base)].Add(word);
}
