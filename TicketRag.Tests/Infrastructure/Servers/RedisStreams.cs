using StackExchange.Redis;

namespace TicketRag.Tests.Infrastructure.Servers;

/// <summary>Streams, as another system would write and read them.</summary>
internal static class RedisStreams
{
    public static Task<RedisResult> AddAsync(this RedisServer redis, string stream, string field, string value) => redis.ExecuteAsync("XADD", stream, "*", field, value);

    public static async Task<IReadOnlyList<Dictionary<string, string>>> FieldsAsync(this RedisServer redis, string stream) =>
    [
        .. ((RedisResult[])(await redis.ExecuteAsync("XRANGE", stream, "-", "+"))!).Select(entry =>
            ((RedisResult[])((RedisResult[])entry!)[1]!).Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => (string)pair[1]!)),
    ];

    /// <summary>Whether a group has nothing left to read, and nothing that it read and did not acknowledge.</summary>
    public static async Task<bool> IsReadToTheEndAsync(this RedisServer redis, string stream, string group)
    {
        var groups = (RedisResult[])(await redis.ExecuteAsync("XINFO", "GROUPS", stream))!;
        var fields = groups.Select(one => ((RedisResult[])one!).Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => pair[1])).Single(one => (string)one["name"]! == group);
        return (long)fields["pending"] == 0 && (string?)fields["lag"] == "0";
    }
}
