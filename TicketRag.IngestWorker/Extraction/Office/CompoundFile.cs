using System.Buffers.Binary;
using System.Text;

namespace TicketRag.IngestWorker.Extraction.Office;

/// <summary>The names in an OLE compound file ([MS-CFB]): they tell a legacy Word document from a workbook, and both from an encrypted package.</summary>
internal static class CompoundFile
{
    private const int HeaderLength = 512;
    private const int EntryLength = 128;
    private const int MostSectors = 1000;
    private const uint LastSector = 0xFFFFFFFA;

    public static IReadOnlyList<string> ReadNames(Stream content)
    {
        var header = new byte[HeaderLength];
        content.Position = 0;
        var read = content.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        if (read < HeaderLength || !header.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]))
        {
            return [];
        }

        var shift = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30));
        return shift is 9 or 12 ? Names(content, header, 1 << shift) : [];
    }

    private static List<string> Names(Stream content, byte[] header, int sectorLength)
    {
        var names = new List<string>();
        var sector = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(48));
        var bytes = new byte[sectorLength];
        for (var count = 0; sector < LastSector && count < MostSectors && Read(content, sector, bytes); count++)
        {
            for (var at = 0; at < sectorLength; at += EntryLength)
            {
                var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 64));
                if (length is > 2 and <= 64)
                {
                    names.Add(Encoding.Unicode.GetString(bytes, at, length - 2));
                }
            }

            sector = Next(content, header, sector, sectorLength);
        }

        return names;
    }

    // The allocation table's sectors that the header names; larger files have more, but their directory begins in these.
    private static uint Next(Stream content, byte[] header, uint sector, int sectorLength)
    {
        const int namedInHeader = 109;
        var perSector = (uint)sectorLength / 4;
        var table = sector / perSector;
        var bytes = new byte[sectorLength];
        return table < namedInHeader && Read(content, BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(76 + (int)table * 4)), bytes)
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((int)(sector % perSector) * 4))
            : LastSector;
    }

    private static bool Read(Stream content, uint sector, byte[] bytes)
    {
        var position = (sector + 1L) * bytes.Length;
        if (sector >= LastSector || position >= content.Length)
        {
            return false;
        }

        content.Position = position;
        Array.Clear(bytes);
        return content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) > 0;
    }
}
