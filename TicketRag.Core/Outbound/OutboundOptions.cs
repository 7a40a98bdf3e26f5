using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace TicketRag.Core.Outbound;

/// <summary>Where requests may go whose address came from a client: pages to fetch, webhooks (section <c>Outbound</c>).</summary>
public sealed class OutboundOptions
{
    public const string Section = "Outbound";

    /// <summary>
    /// Names that may lead to private addresses: <c>wiki.corp.example</c>, <c>*.corp.example</c> for all beneath; with <c>:8080</c> at that port.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Networks that are allowed though they are not public, e.g. <c>10.20.0.0/16</c>.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>Ports besides 80 and 443.</summary>
    public IReadOnlyList<int> ExtraPorts { get; init; } = [];

    /// <summary>Redirects that are followed before the answer counts as an error.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; init; } = 5;

    /// <summary>To resolve a name and connect.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class OutboundOptionsAnnotations : IValidateOptions<OutboundOptions>;

internal sealed class OutboundOptionsLists : IValidateOptions<OutboundOptions>
{
    public ValidateOptionsResult Validate(string? name, OutboundOptions options)
    {
        List<string> failures =
        [
            .. options.AllowedHosts.Where(host => !HostPattern.TryParse(host, out _))
                .Select(host => $"AllowedHosts: '{host}' is not understood; write a name, *.name or name:port."),
            .. options.AllowedNetworks.Where(network => !IPNetwork.TryParse(network, out _))
                .Select(network => $"AllowedNetworks: '{network}' is no network; write an address and a length, e.g. 10.20.0.0/16."),
            .. options.ExtraPorts.Where(port => port is < 1 or > 65535).Select(port => $"ExtraPorts: {port} is no port."),
        ];
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
