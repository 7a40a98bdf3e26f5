using System.Runtime.InteropServices;
using System.Text;

namespace TicketRag.Core.Retrieval.Embedded.Files;

/// <summary>Writes numbers and arrays one behind the other, an array with its length before it, and behind each the checksum of all so far.</summary>
internal sealed class IndexFileWriter(Stream stream, CancellationToken cancellationToken)
{
    private Checksum _checksum;

    public void Write(int value) => WriteBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));

    public void Write<T>(ReadOnlySpan<T> items)
        where T : unmanaged
    {
        Write(items.Length);
        WriteBytes(MemoryMarshal.AsBytes(items));
    }

    public void Write(string text) => Write<byte>(Encoding.UTF8.GetBytes(text));

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _checksum.Add(bytes);
        stream.Write(bytes);
        stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in _checksum.Value)));
    }
}
