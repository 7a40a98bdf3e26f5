using System.IO.Compression;

namespace TicketRag.Tests.Extraction.Samples;

/// <summary>
/// Damages what lies in a ZIP-based file and packs it anew, so that the archive is whole and those who read its parts are reached: bytes and markup of parts, parts
/// swapped, lost, renamed, there twice, archives within archives.
/// </summary>
internal static class PackageMutator
{
    private const int MostStrokes = 5;
    private const int MostArchivesInside = 40;

    private static readonly string[] Names = ["../../a.xml", "/a.xml", "C:\\a.xml", "a/", "[Content_Types].xml", "word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"];

    public static byte[] Mutate(byte[] file, Random random)
    {
        if (Unpack(file) is not { } parts)
        {
            return FileMutator.Mutate(file, random);
        }

        for (var strokes = random.Next(1, MostStrokes); strokes > 0 && parts.Count > 0; strokes--)
        {
            if (random.Next(5) > 0)
            {
                MutateContent(parts, random);
            }
            else
            {
                Rearrange(parts, random);
            }
        }

        return OfficeSamples.Zip([.. parts]);
    }

    private static void MutateContent(List<(string Name, byte[] Content)> parts, Random random)
    {
        var at = random.Next(parts.Count);
        var (name, content) = parts[at];
        parts[at] = (name, content switch
        {
            [(byte)'P', (byte)'K', 3, 4, ..] when random.Next(4) > 0 => Mutate(content, random),
            _ when content.Length > 0 && content[0] is (byte)'<' or 0xEF && random.Next(4) > 0 => MarkupMutator.Mutate(content, parts.ConvertAll(part => part.Name), random),
            _ => FileMutator.Mutate(content, random),
        });
    }

    private static void Rearrange(List<(string Name, byte[] Content)> parts, Random random)
    {
        var (one, other) = (random.Next(parts.Count), random.Next(parts.Count));
        switch (random.Next(6))
        {
            case 0:
                (parts[one], parts[other]) = ((parts[one].Name, parts[other].Content), (parts[other].Name, parts[one].Content));
                break;
            case 1:
                parts.RemoveAt(one);
                break;
            case 2:
                parts.Add((parts[one].Name, parts[other].Content));
                break;
            case 3:
                parts[one] = (Names[random.Next(Names.Length)], parts[one].Content);
                break;
            case 4:
                parts[one] = (parts[one].Name, []);
                break;
            default:
                parts.Add(("a.zip", Nested([.. parts.Take(3)], random.Next(1, MostArchivesInside))));
                break;
        }
    }

    private static byte[] Nested((string Name, byte[] Content)[] parts, int times)
    {
        var archive = OfficeSamples.Zip(parts);
        for (var i = 1; i < times; i++)
        {
            archive = OfficeSamples.Zip(("a.zip", archive));
        }

        return archive;
    }

    // Null where it is no whole archive.
    private static List<(string Name, byte[] Content)>? Unpack(byte[] file)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(file));
            return [.. archive.Entries.Where(entry => entry.FullName.Length > 0).Select(entry => (entry.FullName, Content(entry)))];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var part = entry.Open();
        var content = new MemoryStream();
        part.CopyTo(content);
        return content.ToArray();
    }
}
