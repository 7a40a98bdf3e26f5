using TicketRag.Core.Retrieval;
using TicketRag.Core.Retrieval.Qdrant;

namespace TicketRag.Tests.Retrieval.Qdrant;

public sealed class CollectionNamesTests
{
    private static readonly CollectionNames Names = new("ticketrag");

    [Fact]
    public void Name_tells_model_and_dimensions()
    {
        Assert.Equal("ticketrag-builtin-ngram-v1-512", Names.Of(new("builtin-ngram-v1", 512)));
        Assert.StartsWith("ticketrag-nomic-embed-text-v1.5-", Names.Of(new("nomic-embed-text:v1.5", 768)));
        Assert.EndsWith("-768", Names.Of(new("nomic-embed-text:v1.5", 768)));
        Assert.Equal("ticketrag-lexical", Names.Of(null));
    }

    [Fact]
    public void No_two_spaces_share_a_name()
    {
        EmbeddingSpace[] spaces = [new("a:b", 8), new("a/b", 8), new("a-b", 8), new("A-b", 8), new("a-b", 16), new("lexical", 8), new("a-b-8", 16)];
        Assert.Equal(spaces.Length, spaces.Select(Names.Of).Distinct().Count());
    }

    [Fact]
    public void Names_have_no_character_that_Qdrant_refuses() =>
        Assert.DoesNotContain(Names.Of(new("hf.co/Some Org\\model?:q4*<>|\"", 8)), c => "<>:\"/\\|?* ".Contains(c));

    [Fact]
    public void Another_installations_names_are_not_ours()
    {
        var other = new CollectionNames("ticketrag_eu").Of(new("m", 8));
        Assert.False(Names.IsOurs(other));
        Assert.False(Names.IsBuilding(CollectionNames.Building(other)));
        Assert.True(Names.IsBuilding(CollectionNames.Building(Names.Of(null))));
        Assert.False(Names.IsBuilding(Names.Live));
    }
}
