using TicketRag.Core.Idempotency;

namespace TicketRag.Api.Idempotency;

/// <summary>The request's <c>Idempotency-Key</c>; null where it has none.</summary>
internal sealed record RequestedKey(string? Value)
{
    public const string Header = "Idempotency-Key";

    public static RequestedKey Of(HttpRequest? request) => new(request?.Headers[Header] is [{ Length: > 0 } key] ? key : null);

    /// <returns>What is wrong with the header; null if nothing is.</returns>
    public static string? Fault(HttpRequest request) => request.Headers[Header] switch
    {
        [] => null,
        [{ Length: > 0 and <= IdempotencyKey.MaxLength } key] when key.All(character => character is >= ' ' and <= '~') => null,
        _ => $"Is one text of 1 to {IdempotencyKey.MaxLength} printable ASCII characters.",
    };
}
