using System.Net;
using Microsoft.Extensions.Options;
using TicketRag.Core.Documents;
using TicketRag.Core.Documents.Blobs;
using TicketRag.Core.Organizations;
using TicketRag.Core.Outbound;

namespace TicketRag.IngestWorker.Pages;

/// <summary>Fetches pages into the blob store: with its name, as robots.txt allows, and only where the guard lets it.</summary>
internal sealed class PageFetcher(IHttpClientFactory clients, RobotsCache robots, IBlobStore blobs, IOptions<PageOptions> options, TimeProvider time)
{
    public const string Client = "pages";

    /// <param name="known">Of the last fetch; null where there was none.</param>
    /// <exception cref="HttpRequestException">The site is down: it may help to ask again.</exception>
    /// <exception cref="TimeoutException">Likewise.</exception>
    public async Task<PageFetch> FetchAsync(OrganizationId organization, Uri address, Document? known, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await AskAsync(organization, address, known, either.Token);
        }
        catch (OutboundRefusedException refused)
        {
            return new PageFetch.Refused(refused.Message);
        }
        catch (BlobTooLargeException)
        {
            return new PageFetch.Refused($"The page is larger than {options.Value.MaxBytes >> 20} MB.");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The page did not come within {options.Value.Timeout.TotalSeconds:0} s.");
        }
    }

    private async Task<PageFetch> AskAsync(OrganizationId organization, Uri address, Document? known, CancellationToken cancellationToken)
    {
        var client = clients.CreateClient(Client);
        if (await ObjectionAsync(address, cancellationToken) is { } objection)
        {
            return new PageFetch.Refused(objection);
        }

        using var request = NewRequest(address, known);
        request.Options.Set(OutboundRequests.BeforeRedirect, ObjectionAsync);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var final = response.RequestMessage!.RequestUri!;

        return response switch
        {
            { StatusCode: HttpStatusCode.NotModified } when known is not null => new PageFetch.NotModified(),
            { IsSuccessStatusCode: true } => await StoreAsync(organization, final, response, cancellationToken),
            _ when MayPass(response.StatusCode) => throw new HttpRequestException(Error(response)),
            _ => new PageFetch.Refused(Error(response)),
        };

        async Task<string?> ObjectionAsync(Uri target, CancellationToken token) =>
            await robots.AllowsAsync(client, target, token) ? null : $"The robots.txt of {target.Host} does not allow this page to be fetched.";
    }

    private async Task<PageFetch.Fetched> StoreAsync(OrganizationId organization, Uri address, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var blob = await blobs.PutAsync(organization, content, options.Value.MaxBytes, cancellationToken);
        return new(
            blob.Sha256, address, response.Content.Headers.ContentType?.ToString(), Validator(response.Headers.ETag?.ToString()),
            Validator(response.Content.Headers.TryGetValues("Last-Modified", out var values) ? values.First() : null));
    }

    private HttpRequestMessage NewRequest(Uri address, Document? known)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("User-Agent", options.Value.UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", "text/html, application/xhtml+xml, application/pdf, text/*;q=0.9, */*;q=0.5");
        if (known?.ETag is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        if (known?.LastModified is { } modified)
        {
            request.Headers.TryAddWithoutValidation("If-Modified-Since", modified);
        }

        return request;
    }

    private static bool MayPass(HttpStatusCode status) =>
        status >= HttpStatusCode.InternalServerError || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;

    private static string Error(HttpResponseMessage response) => $"HTTPError: {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();

    private static string? Validator(string? value) => value?.Length <= OriginalFile.MaxValidatorLength ? value : null;
}
