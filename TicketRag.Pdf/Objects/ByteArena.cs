namespace TicketRag.Pdf.Objects;

/// <summary>Where the strings of a content stream live until their operator has run.</summary>
internal sealed class ByteArena
{
    public byte[] Array { get; private set; } = new byte[256];

    public int Length { get; set; }

    public void Append(byte value)
    {
        if (Length == Array.Length)
        {
            // Strings that were read before keep the old array, which stays valid for them.
            var larger = new byte[Array.Length * 2];
            Array.AsSpan().CopyTo(larger);
            Array = larger;
        }

        Array[Length++] = value;
    }
}
