using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Tests.Retrieval.Analysis;

public class TermHashTests
{
    /// <summary>Published values of FNV-1a. They are in stored vectors: a change here loses every index.</summary>
    [Theory]
    [InlineData("", 0x811C9DC5u)]
    [InlineData("a", 0xE40C292Cu)]
    [InlineData("b", 0xE70C2DE5u)]
    [InlineData("foobar", 0xBF9CF968u)]
    [InlineData("チャ", 0x08FA2195u)]
    public void Hash_never_changes(string term, uint hash) => Assert.Equal(hash, TermHash.Of(term));
}
