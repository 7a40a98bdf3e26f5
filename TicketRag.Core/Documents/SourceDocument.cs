using System.Security.Cryptography;
using System.Text;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Documents;

/// <summary>A source as it is to be indexed: sections of text, each with those who may see it.</summary>
public sealed record SourceDocument
{
    private const string SectionSeparator = "\n\n";

    public required SourceKind Kind { get; init; }

    public required Guid SourceId { get; init; }

    public required string Title { get; init; }

    /// <summary>See <see cref="Document.Source"/>.</summary>
    public string? Source { get; init; }

    public string? State { get; init; }

    public required Audience Audience { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? Metadata { get; init; }

    /// <summary>Null where the text itself is the original.</summary>
    public OriginalFile? Original { get; init; }

    /// <summary>Somebody asked for it to be done again: it is a new version even where nothing has changed.</summary>
    public bool Again { get; init; }

    /// <summary>In reading order; no chunk crosses from one into the next.</summary>
    public required IReadOnlyList<SourceSection> Sections { get; init; }

    /// <summary>The sections' texts; offsets of chunks count in this.</summary>
    public string Text => string.Join(SectionSeparator, Sections.Select(section => section.Text));

    /// <summary>Each section with its place in <see cref="Text"/>.</summary>
    public IEnumerable<(SourceSection Section, int Start)> PlacedSections()
    {
        var start = 0;
        foreach (var section in Sections)
        {
            yield return (section, start);
            start += section.Text.Length + SectionSeparator.Length;
        }
    }

    /// <summary>Changes when anything changes that the index would show.</summary>
    public string ContentSha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(Title);
        Add(State);
        Add(Audience.Value);
        foreach (var tag in Tags)
        {
            Add(tag);
        }

        foreach (var section in Sections)
        {
            Add(section.Heading);
            Add(section.Audience.Value);
            Add(section.Text);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string? part)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part ?? ""));
            hash.AppendData([part is null ? (byte)1 : (byte)0]);
        }
    }
}

/// <param name="Heading">Shown with each of its chunks: <c>Resolution</c>, <c>Comment</c>…; null for none.</param>
public sealed record SourceSection(string? Heading, string Text, Audience Audience)
{
    /// <summary>Spans of the text, where a file's structure is known; null where the text speaks for itself, as Markdown.</summary>
    public IReadOnlyList<TextBlock>? Blocks { get; init; }
}
