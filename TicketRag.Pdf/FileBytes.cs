namespace TicketRag.Pdf;

/// <summary>Reads a stream to its end, within the bounds of the options.</summary>
internal static class FileBytes
{
    public static ReadOnlyMemory<byte> Read(Stream stream, Budget budget)
    {
        try
        {
            if (stream is MemoryStream memory && memory.TryGetBuffer(out var buffer))
            {
                Check(memory.Length - memory.Position, budget);
                return buffer.AsMemory((int)memory.Position);
            }

            return stream.CanSeek ? ReadKnown(stream, budget) : ReadUnknown(stream, budget);
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException or ObjectDisposedException)
        {
            throw new PdfException(PdfErrorKind.Unreadable, -1, "The stream of the file cannot be read.", exception);
        }
    }

    private static ReadOnlyMemory<byte> ReadKnown(Stream stream, Budget budget)
    {
        var length = Math.Max(0, stream.Length - stream.Position);
        Check(length, budget);
        budget.Hold(length);
        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes.AsMemory(0, read);
    }

    private static ReadOnlyMemory<byte> ReadUnknown(Stream stream, Budget budget)
    {
        const int ChunkLength = 1 << 16;
        var memory = new MemoryStream();
        var chunk = new byte[ChunkLength];
        while (stream.Read(chunk) is > 0 and var read)
        {
            Check(memory.Length + read, budget);
            budget.Hold(read);
            memory.Write(chunk, 0, read);
        }

        return memory.GetBuffer().AsMemory(0, (int)memory.Length);
    }

    private static void Check(long length, Budget budget)
    {
        if (length > budget.Options.MaxFileBytes || length > Array.MaxLength)
        {
            throw Budget.Exceeded($"The file is larger than {budget.Options.MaxFileBytes} bytes.");
        }
    }
}
