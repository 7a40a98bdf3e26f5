using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.Extensions.Options;

namespace TicketRag.IngestWorker.Pages;

/// <summary>The robots.txt of sites, asked for once an hour.</summary>
internal sealed class RobotsCache(IOptions<PageOptions> options, TimeProvider time)
{
    private const int MostBytes = 500 * 1024;
    private const int MostSites = 1_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, (RobotsRules Rules, DateTimeOffset Until)> _sites = new();

    /// <exception cref="HttpRequestException">The site does not say, because it is down.</exception>
    public async Task<bool> AllowsAsync(HttpClient client, Uri page, CancellationToken cancellationToken)
    {
        if (!options.Value.ObeysRobots)
        {
            return true;
        }

        var site = page.GetLeftPart(UriPartial.Authority);
        if (!_sites.TryGetValue(site, out var known) || known.Until < time.GetUtcNow())
        {
            known = (await ReadAsync(client, new Uri(page, "/robots.txt"), cancellationToken), time.GetUtcNow() + Lifetime);
            if (_sites.Count >= MostSites)
            {
                _sites.Clear();
            }

            _sites[site] = known;
        }

        return known.Rules.Allow(page.PathAndQuery);
    }

    // A site without the file has no objections; one that fails to answer may have (RFC 9309, 2.3.1).
    private async Task<RobotsRules> ReadAsync(HttpClient client, Uri robots, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, robots);
        request.Headers.TryAddWithoutValidation("User-Agent", options.Value.UserAgent);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode >= HttpStatusCode.InternalServerError)
        {
            throw new HttpRequestException($"HTTPError: {(int)response.StatusCode} at {robots}");
        }

        if (!response.IsSuccessStatusCode)
        {
            return RobotsRules.Parse("", options.Value.Product);
        }

        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[MostBytes];
        var length = await content.ReadAtLeastAsync(bytes, MostBytes, throwOnEndOfStream: false, cancellationToken);
        return RobotsRules.Parse(Encoding.UTF8.GetString(bytes, 0, length), options.Value.Product);
    }
}
