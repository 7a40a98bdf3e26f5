using System.Net;
using TicketRag.Core.Connections;
using TicketRag.Core.Retrieval;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval.Qdrant;

/// <summary>A server that loses what it had, or fails on the way.</summary>
public sealed partial class QdrantVectorStoreSpaceTests
{
    [Fact]
    public async Task Wiped_server_is_unavailable_until_it_is_prepared_and_then_asks_for_a_projection()
    {
        await Publish(Space, _one);
        await Upsert(_one, Point("printer"));
        await _two.Client.DeleteCollectionAsync("ticketrag-sample-v1-8", Cancelled);

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => Upsert(_one, Point("printer")));
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => Search(_one, "printer", null));
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => _one.Store.CountAsync(_organization, Cancelled));
        await _one.Store.DeleteDocumentAsync(_organization, Guid.CreateVersion7(), keepVersion: null, Cancelled);

        Assert.True(await _one.Store.PrepareAsync(Space, Cancelled));
        await Upsert(_one, Point("printer"));
        await _one.Store.PublishAsync(Cancelled);
        Assert.Single(await Search(_one, "printer", null));
    }

    [Fact]
    public async Task Failure_in_the_middle_of_a_preparation_is_healed_by_the_next()
    {
        for (var survived = 0; ; survived++)
        {
            await using var process = new QdrantProcess(_server);
            _server.FailAfter(survived, HttpStatusCode.ServiceUnavailable);
            if (await Record.ExceptionAsync(() => process.Store.PrepareAsync(Space, Cancelled)) is null)
            {
                Assert.True(survived > 8, $"failed only {survived} times");
                break;
            }
        }

        _server.ForgetFailures();
        Assert.True(await _one.Store.PrepareAsync(Space, Cancelled));
        await Upsert(_one, Point("printer", Direction(0)));
        await _one.Store.PublishAsync(Cancelled);
        Assert.Single(await Search(_one, "printer", Direction(0)));
    }

    [Fact]
    public async Task Collection_that_is_dropped_between_the_look_and_the_write_is_looked_up_again()
    {
        await Publish(Space, _one);
        _server.FailAfter(1, HttpStatusCode.NotFound);
        await Upsert(_one, Point("printer", Direction(0)));
        _server.FailNext(HttpStatusCode.NotFound);
        Assert.Single(await Search(_one, "printer", Direction(0)));
    }
}
