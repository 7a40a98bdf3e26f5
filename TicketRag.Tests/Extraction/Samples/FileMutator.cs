namespace TicketRag.Tests.Extraction.Samples;

/// <summary>Damages files: bytes changed, stretches cut out, doubled or taken over from elsewhere in the file, ends cut off.</summary>
internal static class FileMutator
{
    private const int MostStrokes = 8;

    public static byte[] Mutate(byte[] file, Random random)
    {
        var bytes = new List<byte>(file);
        for (var strokes = random.Next(1, MostStrokes); strokes > 0 && bytes.Count > 1; strokes--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 200), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(4) == 0 ? bytes.Count - at : length);
                    break;
            }
        }

        return [.. bytes];
    }
}
