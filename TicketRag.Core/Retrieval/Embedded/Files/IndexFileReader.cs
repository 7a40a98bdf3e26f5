using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TicketRag.Core.Retrieval.Embedded.Files;

/// <summary>Reads what <see cref="IndexFileWriter"/> wrote. What it returns is what was written; damage of any kind is an <see cref="InvalidDataException"/>.</summary>
internal sealed class IndexFileReader(Stream stream)
{
    private Checksum _checksum;

    public int ReadNumber()
    {
        var value = 0;
        ReadBytes(MemoryMarshal.AsBytes(new Span<int>(ref value)));
        return value;
    }

    public T[] Read<T>()
        where T : unmanaged
    {
        var length = ReadNumber();
        if (length < 0 || (long)length * Unsafe.SizeOf<T>() > stream.Length - stream.Position)
        {
            throw new InvalidDataException($"{length} items are not in the file");
        }

        var items = GC.AllocateUninitializedArray<T>(length);
        ReadBytes(MemoryMarshal.AsBytes(items.AsSpan()));
        return items;
    }

    public T[] Read<T>(int length)
        where T : unmanaged
    {
        var items = Read<T>();
        return items.Length == length ? items : throw new InvalidDataException($"{items.Length} items where {length} belong");
    }

    /// <summary>Into an array that must be as long.</summary>
    public void Read<T>(T[] items)
        where T : unmanaged
    {
        if (ReadNumber() is var length && length != items.Length)
        {
            throw new InvalidDataException($"{length} items where {items.Length} belong");
        }

        ReadBytes(MemoryMarshal.AsBytes(items.AsSpan()));
    }

    public string ReadText() => Encoding.UTF8.GetString(Read<byte>());

    public void End()
    {
        if (stream.Position != stream.Length)
        {
            throw new InvalidDataException("it goes on behind its end");
        }
    }

    private void ReadBytes(Span<byte> bytes)
    {
        Fill(bytes);
        _checksum.Add(bytes);
        var written = 0u;
        Fill(MemoryMarshal.AsBytes(new Span<uint>(ref written)));
        if (written != _checksum.Value)
        {
            throw new InvalidDataException("the checksum is another");
        }
    }

    private void Fill(Span<byte> bytes)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new InvalidDataException("it ends too soon");
        }
    }
}
