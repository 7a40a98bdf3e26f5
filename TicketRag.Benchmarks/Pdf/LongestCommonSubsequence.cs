namespace TicketRag.Benchmarks.Pdf;

/// <summary>The length of the longest common subsequence, 64 columns of the table at a time (Hyyrö 2004).</summary>
internal static class LongestCommonSubsequence
{
    public static int Length(List<string> one, List<string> other)
    {
        var blocks = (one.Count + 63) / 64;
        var positions = new Dictionary<string, ulong[]>();
        for (var i = 0; i < one.Count; i++)
        {
            if (!positions.TryGetValue(one[i], out var mask))
            {
                positions[one[i]] = mask = new ulong[blocks];
            }

            mask[i / 64] |= 1UL << (i % 64);
        }

        var row = new ulong[blocks];
        Array.Fill(row, ulong.MaxValue);
        foreach (var word in other)
        {
            if (positions.TryGetValue(word, out var mask))
            {
                Advance(row, mask);
            }
        }

        var zeros = 0;
        for (var i = 0; i < one.Count; i++)
        {
            zeros += (row[i / 64] >> (i % 64) & 1) == 0 ? 1 : 0;
        }

        return zeros;
    }

    private static void Advance(ulong[] row, ulong[] mask)
    {
        ulong carry = 0;
        for (var i = 0; i < row.Length; i++)
        {
            var matched = row[i] & mask[i];
            var sum = unchecked(row[i] + matched);
            var overflow = sum < row[i] ? 1UL : 0;
            var total = unchecked(sum + carry);
            overflow |= total < sum ? 1UL : 0;
            row[i] = total | (row[i] & ~mask[i]);
            carry = overflow;
        }
    }
}
