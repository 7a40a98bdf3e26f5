using TicketRag.Core.Retrieval;
using static TicketRag.Tests.Retrieval.SamplePoints;

namespace TicketRag.Tests.Retrieval.Qdrant;

/// <summary>What goes over the wire.</summary>
public sealed partial class QdrantVectorStoreSpaceTests
{
    [Fact]
    public async Task All_writes_wait_until_they_are_searchable()
    {
        await Publish(Space, _one);
        await Upsert(_one, Point("printer"));
        await _one.Store.DeleteDocumentAsync(_organization, Guid.CreateVersion7(), keepVersion: 3, Cancelled);
        var writes = _server.Requests.Where(request => request.Path.Contains("/points") || request.Path.EndsWith("/index")).ToList();
        Assert.True(writes.Count >= 9);
        Assert.All(writes, request => Assert.Equal("wait=true", request.Query));
    }

    [Fact]
    public async Task Hybrid_search_is_one_request()
    {
        await using var process = new QdrantProcess(_server, null, ("LiveCollectionCache", "00:01:00"));
        await Publish(Space, process, _one);
        await Upsert(process, Point("printer", Direction(0)));
        await Search(process, "printer", Direction(0));
        var before = _server.Requests.Count;
        await Search(process, "printer", Direction(0));
        var request = Assert.Single(_server.Requests.Skip(before));
        Assert.Equal("/collections/ticketrag-sample-v1-8/points/query/batch", request.Path);
        Assert.Equal(3, request.Body!.Value.GetProperty("searches").GetArrayLength());
    }

    [Fact]
    public async Task Many_points_go_in_several_requests()
    {
        await Publish(Space, _one);
        await Upsert(_one, [.. Enumerable.Range(0, 600).Select(i => Point($"item{i}", Random(i)))]);
        Assert.Equal(600, await _one.Store.CountAsync(_organization, Cancelled));
        Assert.Equal(3, _server.Requests.Count(request => request.Method == "PUT" && request.Path.EndsWith("/points")));
    }
}
