namespace TicketRag.Pdf.Filters;

/// <summary>RunLengthDecode (ISO 32000-2, 7.4.5).</summary>
internal static class RunLengthFilter
{
    private const byte EndOfData = 128;

    public static void Decode(ReadOnlySpan<byte> input, PooledBytes output)
    {
        for (var i = 0; i < input.Length && input[i] != EndOfData;)
        {
            int length = input[i++];
            if (length < EndOfData)
            {
                var count = Math.Min(length + 1, input.Length - i);
                output.Append(input.Slice(i, count));
                i += count;
            }
            else if (i < input.Length)
            {
                var count = 257 - length;
                output.Free(count)[..count].Fill(input[i++]);
                output.Advance(count);
            }
        }
    }
}
