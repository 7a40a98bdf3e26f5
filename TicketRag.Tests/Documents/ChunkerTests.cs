using FsCheck;
using FsCheck.Fluent;
using TicketRag.Core.Documents;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Documents;

public sealed class ChunkerTests
{
    private static readonly ChunkingOptions Small = new() { MaxTokens = 40, OverlapTokens = 8 };

    [Fact]
    public void Every_chunk_is_a_span_of_its_text_and_none_is_too_long()
    {
        Prop.ForAll(Texts(), text =>
        {
            foreach (var chunk in new Chunker(Small).Split(text))
            {
                Assert.InRange(chunk.Start, 0, text.Length - 1);
                Assert.InRange(chunk.End, chunk.Start + 1, text.Length);
                Assert.False(char.IsLowSurrogate(text[chunk.Start]) && chunk.Start > 0 && char.IsHighSurrogate(text[chunk.Start - 1]));
                Assert.True(TokenCount.Of(text.AsSpan(chunk.Start, chunk.End - chunk.Start)) <= Small.MaxTokens);
            }
        }).Check(Exploration.Property(runs: 500));
    }

    [Fact]
    public void No_word_of_a_text_is_lost()
    {
        Prop.ForAll(Texts(), text =>
        {
            var covered = new bool[text.Length];
            foreach (var chunk in new Chunker(Small).Split(text))
            {
                Array.Fill(covered, true, chunk.Start, chunk.End - chunk.Start);
            }

            Assert.All(Enumerable.Range(0, text.Length), i => Assert.True(covered[i] || char.IsWhiteSpace(text[i]), $"at {i}"));
        }).Check(Exploration.Property(runs: 500));
    }

    [Fact]
    public void Table_is_cut_between_rows_and_carries_its_header_on()
    {
        var text = $"# Prices\n\n| Part | Price |\n|---|---|\n{string.Join('\n', Enumerable.Range(1, 40).Select(i => $"| part number {i} | {i} |"))}";
        var chunks = new Chunker(Small).Split(text).ToList();

        Assert.True(chunks.Count > 5);
        Assert.All(chunks, chunk => Assert.All(text[chunk.Start..chunk.End].Split('\n').Where(line => line.Contains('|')), line => Assert.EndsWith("|", line, StringComparison.Ordinal)));
        Assert.Null(chunks[0].Context);
        Assert.All(chunks.Skip(1), chunk => Assert.Equal("| Part | Price |\n|---|---|", chunk.Context));
        Assert.All(chunks, chunk => Assert.Equal("Prices", chunk.HeadingPath));
    }

    [Fact]
    public void Code_that_fits_is_never_cut()
    {
        var code = $"```\n{string.Join('\n', Enumerable.Repeat("run now", 9))}\n```";
        var text = $"{string.Join(' ', Enumerable.Repeat("Some words before it.", 6))}\n\n{code}\n\nAfter it.";

        Assert.Contains(new Chunker(Small).Split(text), chunk => text[chunk.Start..chunk.End].Contains(code, StringComparison.Ordinal));
    }

    [Fact]
    public void Headings_stay_with_what_they_head()
    {
        var text = $"# One\n\n## Two\n\n{string.Join(' ', Enumerable.Repeat("A sentence that goes on.", 20))}";
        var chunks = new Chunker(Small).Split(text).ToList();

        Assert.StartsWith("# One\n\n## Two\n\nA sentence", text[chunks[0].Start..chunks[0].End], StringComparison.Ordinal);
        Assert.All(chunks, chunk => Assert.Equal("One › Two", chunk.HeadingPath));
    }

    [Fact]
    public void Chunks_that_were_cut_for_length_overlap_by_whole_words()
    {
        var text = string.Join(' ', Enumerable.Range(0, 200).Select(i => $"word{i}"));
        var chunks = new Chunker(Small).Split(text).ToList();

        Assert.All(chunks.Zip(chunks.Skip(1)), pair =>
        {
            Assert.True(pair.Second.Start < pair.First.End);
            Assert.Equal(' ', text[pair.Second.Start - 1]);
        });
    }

    private static Arbitrary<string> Texts()
    {
        var pieces = Gen.Elements(
            "word ", "two words. ", "\n\n", "\n", "# Head\n", "## Deeper\n\n", "| a | b |\n", "|---|---|\n", "```\n", "- item ", "1. first\n", "漢字漢字", "😀", "   ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "1234567890 ", "! ", "\r\n", "\t", "é̂", "\u00A0", "https://example.com/a/b?c=d ");
        return Gen.ArrayOf(pieces, 120).Or(Gen.ArrayOf(pieces, 10)).Select(parts => string.Concat(parts)).ToArbitrary();
    }
}
