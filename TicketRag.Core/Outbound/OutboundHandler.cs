using System.Net;

namespace TicketRag.Core.Outbound;

/// <summary>
/// Asks the guard before each request and each redirect that it follows. Headers that are meant for one host don't go to another, and nothing that
/// was asked for over https is fetched over http.
/// </summary>
internal sealed class OutboundHandler(OutboundGuard guard, int maxRedirects) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendGuardedAsync(request, cancellationToken);
            if (maxRedirects == 0 || Target(response) is not { } target)
            {
                return response;
            }

            response.Dispose();
            if (redirects == maxRedirects)
            {
                throw new OutboundRefusedException($"More than {maxRedirects} redirects.");
            }

            if (request.Options.TryGetValue(OutboundRequests.BeforeRedirect, out var mayFollow) && await mayFollow(target, cancellationToken) is { } objection)
            {
                throw new OutboundRefusedException(objection);
            }

            request = Follow(request, target, response.StatusCode);
        }
    }

    private async Task<HttpResponseMessage> SendGuardedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (guard.Refusal(request.RequestUri!) is { } reason)
        {
            throw new OutboundRefusedException(reason);
        }

        // HTTP/3 would not connect through the guard.
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.InnerException is OutboundRefusedException refused)
        {
            throw refused;
        }
    }

    private static Uri? Target(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect && response.Headers.Location is { } location
            ? new Uri(response.RequestMessage!.RequestUri!, location)
            : null;

    private static HttpRequestMessage Follow(HttpRequestMessage request, Uri target, HttpStatusCode status)
    {
        var from = request.RequestUri!;
        if (from.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp)
        {
            throw new OutboundRefusedException("The address redirects from https to http.");
        }

        // A fragment stays with what is fetched, unless the new address has one of its own (RFC 9110, 10.2.2).
        var uri = target.Fragment.Length == 0 && from.Fragment.Length > 0 ? new UriBuilder(target) { Fragment = from.Fragment }.Uri : target;
        var keepsMethod = status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
            || request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;
        var next = new HttpRequestMessage(keepsMethod ? request.Method : HttpMethod.Get, uri) { Content = keepsMethod ? request.Content : null };
        var isSameOrigin = Uri.Compare(from, uri, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
        if (request.Options.TryGetValue(OutboundRequests.BeforeRedirect, out var mayFollow))
        {
            next.Options.Set(OutboundRequests.BeforeRedirect, mayFollow);
        }

        foreach (var (name, values) in request.Headers.NonValidated)
        {
            if (isSameOrigin || !IsForOneHost(name))
            {
                next.Headers.TryAddWithoutValidation(name, values);
            }
        }

        return next;
    }

    private static bool IsForOneHost(string header) =>
        header.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || header.Equals("Cookie", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Host", StringComparison.OrdinalIgnoreCase);
}
