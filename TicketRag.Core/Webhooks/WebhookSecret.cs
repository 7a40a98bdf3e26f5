using System.Security.Cryptography;
using System.Text;

namespace TicketRag.Core.Webhooks;

/// <summary>
/// Secrets and signatures as in Standard Webhooks 1.0 (standardwebhooks.com), for which receivers find libraries: HMAC-SHA-256 over
/// <c>id.timestamp.body</c> with the bytes that the secret is in Base64.
/// </summary>
public static class WebhookSecret
{
    private const string Prefix = "whsec_";

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <param name="timestamp">Seconds since 1970.</param>
    /// <returns><c>v1,</c> and the signature in Base64.</returns>
    public static string Sign(string secret, Guid id, long timestamp, string body)
    {
        var key = Convert.FromBase64String(secret[Prefix.Length..]);
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
    }
}
