using TicketRag.IngestWorker.Pages;

namespace TicketRag.Tests.Pages;

public sealed class RobotsRulesTests
{
    [Theory]
    [InlineData("", "/a", true)]
    [InlineData("User-agent: *\nDisallow: /", "/a", false)]
    [InlineData("User-agent: *\nDisallow:", "/a", true)]
    [InlineData("User-agent: *\nDisallow: /private # ours\n", "/private/x", false)]
    [InlineData("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true)]
    [InlineData("User-agent: *\nDisallow: /a\nAllow: /a", "/a", true)]
    [InlineData("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", false)]
    [InlineData("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", true)]
    [InlineData("User-agent: *\nDisallow: /a*b*c", "/a1b2c3", false)]
    [InlineData("User-agent: *\nDisallow: /\nUser-agent: TicketRag\nDisallow: /x", "/a", true)]
    [InlineData("User-agent: Other\nUser-agent: ticketrag/1.0\nDisallow: /a", "/a", false)]
    [InlineData("User-agent: Other\nDisallow: /", "/a", true)]
    public void Path_is_judged_by_the_longest_rule_of_the_product_s_group(string robots, string path, bool allowed)
    {
        Assert.Equal(allowed, RobotsRules.Parse(robots, "TicketRag").Allow(path));
    }
}
