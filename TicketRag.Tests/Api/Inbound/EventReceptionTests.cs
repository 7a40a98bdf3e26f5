using System.Net;
using TicketRag.Tests.Infrastructure;

namespace TicketRag.Tests.Api.Inbound;

/// <summary>What becomes of an event before anybody deals with it.</summary>
public sealed class EventReceptionTests(EventFixture fixture)
{
    [Fact]
    public async Task Event_is_dealt_with_once()
    {
        var (organization, company) = await fixture.Server.NewCompanyAsync();
        var uploaded = SentEvents.Uploaded(company, Guid.CreateVersion7(), fixture.Write("once.txt", "Words enough to be read."));
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => organization.SendEventAsync(uploaded)));
        await organization.SettleAsync();

        Assert.Single(answers, answer => answer.Text("status") == "accepted");
        Assert.Single(answers.Select(answer => answer.GetProperty("job_id").GetGuid()).Distinct());
        Assert.Single(await organization.JobsAsync("job_type=event_file"));
    }

    [Fact]
    public async Task What_cannot_be_dealt_with_is_kept_aside_with_the_reason()
    {
        var (organization, company) = await fixture.Server.NewCompanyAsync();
        await AsideAsync(new { @event = "file_uploaded", event_id = Guid.CreateVersion7(), company_id = (int?)null }, "company_id");
        await AsideAsync(new { @event = "file_uploaded", event_id = Guid.CreateVersion7(), company_id = 999_999_999 }, "999999999");
        await AsideAsync(new { @event = "file.renamed", event_id = Guid.CreateVersion7(), company_id = company }, "file.renamed");
        await AsideAsync(new { @event = "file_deleted", event_id = "no id", file_id = Guid.CreateVersion7(), company_id = company }, "event_id");
        await AsideAsync(new { @event = "file_deleted", event_id = Guid.CreateVersion7(), company_id = company }, "file_id");
        await AsideAsync(new { @event = "file_uploaded", event_id = Guid.CreateVersion7(), file_id = Guid.CreateVersion7(), company_id = company, kind = "video" }, "video");
        await AsideAsync(new { @event = "ticket.created", event_id = Guid.CreateVersion7(), ticket_id = "seven", company_id = company, title = "x", description = "y" }, "ticket_id");

        var own = (await organization.Admin.GetAsync("/api/v1/events?kept_aside=true")).Expect(HttpStatusCode.OK).GetProperty("events").EnumerateArray().ToList();
        Assert.Equal(5, own.Count);
        Assert.All(own, received => Assert.Contains($"{company}", received.Text("payload"), StringComparison.Ordinal));
        Assert.Empty(await organization.JobsAsync());

        async Task AsideAsync(object body, string reason)
        {
            var answer = (await fixture.Server.Operator.PostAsync("/api/v1/events", body)).Expect(HttpStatusCode.Accepted);
            Assert.Equal("kept_aside", answer.Text("status"));
            Assert.Contains(reason, answer.Text("reason"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Kept_aside_event_can_be_sent_again_once_its_cause_is_gone()
    {
        var (organization, company) = await fixture.Server.NewCompanyAsync();
        var eventId = Guid.CreateVersion7();
        await organization.SendEventAsync(new { @event = "file_deleted", event_id = eventId, company_id = company });

        var again = await organization.SendEventAsync(new { @event = "file_deleted", event_id = eventId, file_id = Guid.CreateVersion7(), company_id = company });
        Assert.Equal("accepted", again.Text("status"));
    }

    [Fact]
    public async Task Admin_sends_events_of_the_own_organization_alone_and_editors_none()
    {
        var (organization, company) = await fixture.Server.NewCompanyAsync();
        var (stranger, _) = await fixture.Server.NewCompanyAsync();
        var body = new { @event = "file_deleted", event_id = Guid.CreateVersion7(), file_id = Guid.CreateVersion7(), company_id = company };

        (await stranger.Admin.PostAsync("/api/v1/events", body)).ExpectProblem(HttpStatusCode.Forbidden);
        (await stranger.Admin.PostAsync("/api/v1/events", new { company_id = (int?)null })).ExpectProblem(HttpStatusCode.Forbidden);
        (await (await organization.KeyAsync("editor")).PostAsync("/api/v1/events", body)).ExpectProblem(HttpStatusCode.Forbidden);
        Assert.Empty((await stranger.Admin.GetAsync("/api/v1/events")).Body.GetProperty("events").EnumerateArray());
    }
}
