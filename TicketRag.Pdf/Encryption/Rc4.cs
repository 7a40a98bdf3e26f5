namespace TicketRag.Pdf.Encryption;

/// <summary>The RC4 stream cipher. Broken as a cipher, but it is what older files are locked with (ISO 32000-2, 7.6.2).</summary>
internal static class Rc4
{
    public static byte[] Apply(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        var result = data.ToArray();
        ApplyInPlace(key, result);
        return result;
    }

    public static void ApplyInPlace(ReadOnlySpan<byte> key, Span<byte> data)
    {
        Span<byte> state = stackalloc byte[256];
        for (var i = 0; i < 256; i++)
        {
            state[i] = (byte)i;
        }

        for (int i = 0, j = 0; i < 256; i++)
        {
            j = (j + state[i] + key[i % key.Length]) & 0xFF;
            (state[i], state[j]) = (state[j], state[i]);
        }

        for (int n = 0, i = 0, j = 0; n < data.Length; n++)
        {
            i = (i + 1) & 0xFF;
            j = (j + state[i]) & 0xFF;
            (state[i], state[j]) = (state[j], state[i]);
            data[n] ^= state[(state[i] + state[j]) & 0xFF];
        }
    }
}
