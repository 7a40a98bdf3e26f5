namespace TicketRag.Core.Outbound;

/// <summary>One entry of <see cref="OutboundOptions.AllowedHosts"/>.</summary>
/// <param name="Beneath">Not the name itself, but all names that end in it.</param>
/// <param name="Port">Besides those that are allowed anyhow.</param>
internal sealed record HostPattern(string Name, bool Beneath, int? Port)
{
    private const string AllBeneath = "*.";

    public static bool TryParse(string text, out HostPattern pattern)
    {
        var beneath = text.StartsWith(AllBeneath, StringComparison.Ordinal);
        var isHost = Uri.TryCreate($"http://{(beneath ? text[AllBeneath.Length..] : text)}", UriKind.Absolute, out var uri)
            && uri is { UserInfo: "", PathAndQuery: "/", Fragment: "" } && !text.EndsWith('/');
        pattern = isHost ? new(Normalize(uri!.IdnHost), beneath, uri.IsDefaultPort ? null : uri.Port) : new("", false, null);
        return isHost;
    }

    public bool Covers(string host) =>
        Beneath ? Normalize(host).EndsWith('.' + Name, StringComparison.Ordinal) : Normalize(host) == Name;

    private static string Normalize(string host) => host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
}
