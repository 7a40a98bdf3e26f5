namespace TicketRag.Core.Connections;

/// <summary>Reads <c>redis://:password@host:port/database</c> beside StackExchange.Redis' own form.</summary>
internal static class RedisUrl
{
    public static string ToConfiguration(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("redis" or "rediss"))
        {
            return text;
        }

        var parts = new List<string> { $"{url.Host}:{(url.Port > 0 ? url.Port : 6379)}" };
        var password = url.UserInfo.Split(':', 2).ElementAtOrDefault(1);
        if (!string.IsNullOrEmpty(password))
        {
            parts.Add("password=" + Uri.UnescapeDataString(password));
        }

        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            parts.Add("defaultDatabase=" + database);
        }

        if (url.Scheme == "rediss")
        {
            parts.Add("ssl=true");
        }

        return string.Join(',', parts);
    }
}
