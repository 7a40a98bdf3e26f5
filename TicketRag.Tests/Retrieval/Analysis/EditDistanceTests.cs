using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Tests.Retrieval.Analysis;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("printer", "printer", 0)]
    [InlineData("printer", "pinter", 1)]
    [InlineData("printer", "prrinter", 1)]
    [InlineData("printer", "prinder", 1)]
    [InlineData("printer", "pritner", 1)]
    [InlineData("printer", "pitnerr", 3)]
    [InlineData("ca", "abc", 3)]
    [InlineData("", "ab", 2)]
    public void Distance_counts_letters_put_in_taken_out_replaced_or_exchanged(string one, string other, int distance)
    {
        Assert.Equal(distance, EditDistance.Between(one, other, most: 5));
        Assert.Equal(distance, EditDistance.Between(other, one, most: 5));
        Assert.Equal(distance <= 1, EditDistance.Between(one, other, most: 1) <= 1);
    }
}
