using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace TicketRag.Tests.Extraction.Html;

/// <summary>Pages of many kinds, each in <c>Pages</c> with its main content between marks: what is found must be that, and hardly anything else.</summary>
public sealed partial class PageKindTests
{
    private const double LeastF1 = 0.95;
    private const string Folder = "Pages/";

    public static TheoryData<string> Kinds =>
        [.. typeof(PageKindTests).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => name[Folder.Length..])];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Main_content_is_found(string kind)
    {
        using var page = new StreamReader(typeof(PageKindTests).Assembly.GetManifestResourceStream(Folder + kind)!, Encoding.UTF8);
        var html = await page.ReadToEndAsync(TestContext.Current.CancellationToken);
        var expected = Words(string.Join(' ', Marked().Matches(html).Select(mark => WebUtility.HtmlDecode(Tag().Replace(mark.Groups[1].Value, " ")))));

        var found = Words((await Extract.OfAsync(html, kind)).Text);

        var f1 = 2.0 * expected.Sum(word => Math.Min(word.Value, found.GetValueOrDefault(word.Key))) / (expected.Values.Sum() + found.Values.Sum());
        Assert.True(f1 >= LeastF1, $"F1 {f1:F3}; missing: {Difference(expected, found)}; too much: {Difference(found, expected)}");
    }

    private static Dictionary<string, int> Words(string text) => Word().Matches(text.Normalize(NormalizationForm.FormKC).ToLowerInvariant()).CountBy(word => word.Value).ToDictionary();

    private static string Difference(Dictionary<string, int> one, Dictionary<string, int> other) =>
        string.Join(' ', one.Where(word => word.Value > other.GetValueOrDefault(word.Key)).Select(word => word.Key));

    [GeneratedRegex("<!--keep-->(.*?)<!--/keep-->", RegexOptions.Singleline)]
    private static partial Regex Marked();

    [GeneratedRegex("<!--|-->|<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
