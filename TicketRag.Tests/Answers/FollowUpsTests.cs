using TicketRag.Core.Answers;
using TicketRag.Core.Retrieval.Analysis;

namespace TicketRag.Tests.Answers;

public sealed class FollowUpsTests
{
    private static readonly FollowUps FollowUps = new(new TextAnalyzer());

    private static readonly Exchange[] History =
    [
        new("Which badges does the SW-200 read?", "That depends on the revision: revision C reads 125 kHz from firmware 4.3 on."),
    ];

    [Theory]
    [InlineData("From which firmware on?")]
    [InlineData("And what does it cost to have those exchanged by a technician of yours?")]
    [InlineData("the old one")]
    public void Question_that_leans_on_the_one_before_takes_its_words_along(string question)
    {
        var query = FollowUps.Carry(question, History);
        Assert.StartsWith(question, query);
        Assert.Contains("Which badges does the SW-200 read?", query);
        Assert.Contains("4.3", query);
    }

    [Fact]
    public void Question_of_its_own_stays_as_it_is()
    {
        const string question = "How do I export payroll hours of the night shift to our accounting program?";
        Assert.Equal(question, FollowUps.Carry(question, History));
    }

    [Fact]
    public void First_question_stays_as_it_is() => Assert.Equal("And then?", FollowUps.Carry("And then?", []));

    [Fact]
    public void Chain_of_follow_ups_reaches_back_to_what_it_began_with()
    {
        var query = FollowUps.Carry("And that?", [.. History, new("From which firmware on?", "From 4.3 on.")]);
        Assert.Contains("Which badges does the SW-200 read?", query);
    }
}
