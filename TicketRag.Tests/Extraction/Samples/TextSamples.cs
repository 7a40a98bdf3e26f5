using System.Text;

namespace TicketRag.Tests.Extraction.Samples;

/// <summary>One file of each text format, with most of what the format has.</summary>
internal static class TextSamples
{
    public const string Mail = "From: =?utf-8?Q?J=C3=BCrgen?= <j@example.com>\r\nTo: help@example.com\r\nSubject: =?utf-8?B?UHJpbnRlciA=?= =?utf-8?B?amFtcw==?=\r\nDate: Tue, 3 Mar 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\npreamble\r\n--b1\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n--b2\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + "The tray is br=F6ken and w=\r\non't close.\r\n--b2\r\nContent-Type: text/html\r\n\r\n<p>The same as HTML.</p>\r\n--b2--\r\n"
        + "--b1\r\nContent-Type: text/csv; name*0*=utf-8''pr%C3%A4; name*1=\"zise.csv\"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\ncGFydCxwcmljZQp0cmF5LDQKZmVlZGVyLDkK\r\n--b1--\r\nepilogue";

    private const string Markdown = "---\ntitle: Guide\n---\n# Guide\n\nText with a [link](http://example.com), `code` and **weight**.\n\n- one\n  - two\n\n1. first\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```sh\nrun now\n```\n\n<b>html</b>\n";

    public static IReadOnlyDictionary<string, IReadOnlyList<byte[]>> All { get; } = new Dictionary<string, IReadOnlyList<byte[]>>
    {
        ["eml"] = [Encoding.UTF8.GetBytes(Mail)],
        ["md"] = [Encoding.UTF8.GetBytes(Markdown)],
        ["csv"] = [Encoding.UTF8.GetBytes("part,price,\"a, b\"\ntray,4,\"x\"\"y\"\nfeeder,9,\nlid,2,z\n")],
        ["json"] = [Encoding.UTF8.GetBytes("""{"a":[{"b":1,"c":"x"},{"b":2,"c":"y"}],"d":{"e":[1,[2,[3]]]},"f":null}""")],
        ["txt"] = [Encoding.UTF8.GetBytes("Größe: 30 cm.\n\nSecond paragraph.\n"), Encoding.Unicode.GetBytes("Größe: 30 cm.\n\nSecond paragraph.\n")],
    };
}
