using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using TicketRag.Api.Jobs;
using TicketRag.Core.Jobs;
using TicketRag.Tests.Infrastructure;
using TicketRag.Tests.Jobs;

namespace TicketRag.Tests.Api.Jobs;

public sealed class NudgesOnceAnsweredTests
{
    private readonly RecordedNudges _sent = new();
    private readonly HttpContextAccessor _requests = new();
    private readonly NudgesOnceAnswered _nudges;

    public NudgesOnceAnsweredTests() => _nudges = new(_sent, _requests);

    [Fact]
    public async Task Nudges_of_a_request_are_sent_when_it_is_answered()
    {
        var answer = NewRequest();
        _nudges.Send(JobPriority.Normal);
        _nudges.Send(JobPriority.High);
        Assert.Empty(_sent.Sent);

        await answer.CompleteAsync();

        await Eventually.TrueAsync(
            () => Task.FromResult(_sent.Sent is [JobPriority.Normal, JobPriority.High]), TimeSpan.FromSeconds(30), () => "nobody was woken",
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Request_that_waits_for_its_job_lets_go_of_them_itself()
    {
        NewRequest();
        _nudges.Send(JobPriority.Normal);

        _nudges.LetGo();
        _nudges.LetGo();

        Assert.Equal([JobPriority.Normal], _sent.Sent);
    }

    [Fact]
    public void Nothing_is_held_outside_a_request()
    {
        _nudges.LetGo();
        _nudges.Send(JobPriority.Low);

        Assert.Equal([JobPriority.Low], _sent.Sent);
    }

    // Within this test's time nobody looks for jobs without having been woken.
    [Fact(Timeout = 60_000)]
    public async Task Worker_is_woken_by_a_request_that_was_answered_and_by_one_that_waits()
    {
        await using var server = ApiServer.Start("Production", new Dictionary<string, string?> { ["Jobs:PollInterval"] = "00:10:00" });
        var organization = await server.NewOrganizationAsync();
        Assert.IsType<NudgesOnceAnswered>(server.Services.GetRequiredService<IJobNudges>());

        await organization.OpenTicketAsync(new { title = "Wakes the worker", description = "Once it is answered." });
        await organization.SettleAsync();
        (await organization.Admin.PostAsync("/ingest/batch?sync=true", new { messages = new[] { new { text = "Waited for." } } })).Expect(HttpStatusCode.OK);
    }

    private Answer NewRequest()
    {
        var answer = new Answer();
        var request = new DefaultHttpContext();
        request.Features.Set<IHttpResponseFeature>(answer);
        _requests.HttpContext = request;
        return answer;
    }

    private sealed class Answer : HttpResponseFeature
    {
        private readonly List<Func<Task>> _completed = [];

        public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Add(() => callback(state));

        public async Task CompleteAsync()
        {
            foreach (var callback in _completed)
            {
                await callback();
            }
        }
    }
}
