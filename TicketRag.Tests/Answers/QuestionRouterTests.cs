using TicketRag.Core.Answers;

namespace TicketRag.Tests.Answers;

public sealed class QuestionRouterTests
{
    [Theory]
    [InlineData("Hi!", "small_talk")]
    [InlineData("hello there", "small_talk")]
    [InlineData("Thank you very much!", "small_talk")]
    [InlineData("Hi, my clock shows E-108", "knowledge")]
    [InlineData("Thanks, and how do I reset it?", "knowledge")]
    [InlineData("What is the state of ticket 4117?", "ticket")]
    [InlineData("ticket #12", "ticket")]
    [InlineData("What came of #12?", "ticket")]
    [InlineData("How many tickets may I open in 2026?", "knowledge")]
    [InlineData("Are there similar tickets about the printer?", "solved_tickets")]
    [InlineData("Has anyone reported a leaking valve before?", "solved_tickets")]
    [InlineData("How do I reset the clock?", "knowledge")]
    [InlineData("", "knowledge")]
    public void Question_goes_where_its_words_say(string question, string route) => Assert.Equal(route, QuestionRouter.Route(question).Name);

    [Fact]
    public void Ticket_is_known_by_its_number() => Assert.Equal(4117, Assert.IsType<QuestionRoute.Ticket>(QuestionRouter.Route("Show me ticket no. 4117, please")).Number);
}
