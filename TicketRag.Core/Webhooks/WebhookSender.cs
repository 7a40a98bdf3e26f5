using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using TicketRag.Core.Outbound;

namespace TicketRag.Core.Webhooks;

/// <summary>Sends one signed message, to public addresses only unless others are allowed; redirects are not followed.</summary>
public sealed class WebhookSender(IHttpClientFactory http, IOptions<WebhookOptions> options, TimeProvider time)
{
    public const string Client = "webhooks";

    private static readonly ProductInfoHeaderValue Agent = new("TicketRag", typeof(WebhookSender).Assembly.GetName().Version?.ToString(3));

    /// <param name="traceparent">Of the job that delivers, for when nobody traces this process.</param>
    public async Task<WebhookAnswer> SendAsync(Webhook webhook, WebhookDelivery delivery, string? traceparent, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = NewRequest(webhook, delivery, traceparent);
            using var response = await http.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return new(response.StatusCode, response.IsSuccessStatusCode ? null : $"HTTP {(int)response.StatusCode}", IsFinal: response.StatusCode == HttpStatusCode.Gone, Elapsed());
        }
        catch (OutboundRefusedException refused)
        {
            return new(null, refused.Message, IsFinal: true, Elapsed());
        }
        catch (HttpRequestException failure)
        {
            return new(null, Describe(failure), IsFinal: false, Elapsed());
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new(null, $"No answer within {options.Value.Timeout.TotalSeconds:0.#} s", IsFinal: false, Elapsed());
        }

        TimeSpan Elapsed() => time.GetElapsedTime(started);
    }

    private HttpRequestMessage NewRequest(Webhook webhook, WebhookDelivery delivery, string? traceparent)
    {
        var now = time.GetUtcNow();
        var timestamp = now.ToUnixTimeSeconds();
        var signatures = WebhookSecret.Sign(webhook.Secret, delivery.Id, timestamp, delivery.Payload);
        if (webhook.PreviousSecret is { } previous && webhook.PreviousSecretUntil > now)
        {
            signatures += " " + WebhookSecret.Sign(previous, delivery.Id, timestamp, delivery.Payload);
        }

        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new StringContent(delivery.Payload, null, "application/json") };
        request.Headers.UserAgent.Add(Agent);
        request.Headers.Add("webhook-id", delivery.Id.ToString());
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", signatures);
        if (Activity.Current is null && traceparent is not null)
        {
            request.Headers.TryAddWithoutValidation("traceparent", traceparent);
        }

        return request;
    }

    // What a name resolves to stays out of it: the text goes to whoever named it.
    private static string Describe(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "The name could not be resolved",
        HttpRequestError.SecureConnectionError => "The TLS handshake failed: is the certificate valid?",
        HttpRequestError.ConnectionError => "The connection was refused or failed",
        HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse => "The answer broke off or is no HTTP",
        _ => "The request failed",
    };
}

/// <param name="Error">Null: delivered.</param>
/// <param name="IsFinal">Trying again would not help.</param>
public sealed record WebhookAnswer(HttpStatusCode? Status, string? Error, bool IsFinal, TimeSpan Duration);
