using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace TicketRag.Tests.Extraction.Samples;

/// <summary>Damages XML so that it stays XML: elements doubled, lost, moved, renamed, nested deep, values that nobody expects, entities, relationships to other parts.</summary>
internal static class MarkupMutator
{
    private const int MostDepth = 3_000;
    private const int MostLength = 200_000;

    private static readonly XmlWriterSettings AnyCharacter = new() { CheckCharacters = false, OmitXmlDeclaration = true };

    private static readonly string[] Values =
        ["", "-1", "0", "1", "2147483648", "-2147483649", "99999999999999999999", "1e308", "NaN", "true", "A0", "A1048577", "XFD1", "ZZZZZZ9", "A1:XFD1048576", "r1", "rId1", "..", "\u0000", "\uFFFE", "é\u0301\u202E", "[Red]0;@", "yyyy\"", "heading 99"];

    /// <param name="parts">Names that relationships may lead to.</param>
    public static byte[] Mutate(byte[] content, IReadOnlyList<string> parts, Random random)
    {
        var text = Encoding.UTF8.GetString(content).TrimStart('\uFEFF');
        return Encoding.UTF8.GetBytes(random.Next(6) switch
        {
            0 => Nest(text, random),
            1 => Declare(text, random),
            _ => Rearrange(text, parts, random),
        });
    }

    private static string Nest(string text, Random random)
    {
        var (at, depth, name) = (AfterTag(text, random), random.Next(1, MostDepth), NameIn(text, random));
        return text.Insert(at, $"{Repeat($"<{name}>", depth)}x{Repeat($"</{name}>", depth)}");
    }

    // Entities that grow tenfold with each, one of a file, one that holds itself.
    private static string Declare(string text, Random random)
    {
        var entity = random.Next(3) switch
        {
            0 => "<!ENTITY a \"aaaaaaaaaa\">" + string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY {(char)('a' + i)} \"{Repeat($"&{(char)('a' + i - 1)};", 10)}\">")),
            1 => "<!ENTITY j SYSTEM \"file:///etc/passwd\">",
            _ => "<!ENTITY j \"&j;\">",
        };
        var with = text.Insert(AfterTag(text, random), "&j;");
        var root = with.IndexOf("?>", StringComparison.Ordinal) is var end and >= 0 ? end + 2 : 0;
        return with.Insert(root, $"<!DOCTYPE x [{entity}]>");
    }

    private static string Rearrange(string text, IReadOnlyList<string> parts, Random random)
    {
        try
        {
            var document = XDocument.Parse(text, LoadOptions.PreserveWhitespace);
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                Change([.. document.Descendants()], parts, random);
            }

            var result = new StringBuilder();
            using (var writer = XmlWriter.Create(result, AnyCharacter))
            {
                document.Save(writer);
            }

            return result.ToString();
        }
        catch (Exception exception) when (exception is XmlException or ArgumentException or InvalidOperationException)
        {
            return text;
        }
    }

    private static void Change(XElement[] elements, IReadOnlyList<string> parts, Random random)
    {
        var (one, other) = (elements[random.Next(elements.Length)], elements[random.Next(elements.Length)]);
        switch (random.Next(8))
        {
            case 0:
                one.Add(Enumerable.Range(0, random.Next(1, 50)).Select(_ => new XElement(elements[random.Next(elements.Length)].Name)));
                break;
            case 1 when one.Parent is not null:
                one.Remove();
                break;
            case 2 when one.Parent is not null:
                one.AddAfterSelf(Enumerable.Repeat(one, random.Next(1, 20)));
                break;
            case 3:
                other.Add(new XElement(one));
                break;
            case 4:
                one.Name = other.Name;
                break;
            case 5:
                one.SetAttributeValue("x", new string('x', random.Next(MostLength)));
                break;
            case 6 when one.FirstNode is XText data:
                data.Value = Values[random.Next(Values.Length)];
                break;
            default:
                ChangeAttribute(one.Attributes().Any(IsValue) ? one : Array.Find(elements, element => element.Attributes().Any(IsValue)), parts, random);
                break;
        }
    }

    private static void ChangeAttribute(XElement? element, IReadOnlyList<string> parts, Random random)
    {
        if (element?.Attributes().Where(IsValue).ToArray() is { } values)
        {
            values[random.Next(values.Length)].Value = random.Next(4) == 0 ? parts[random.Next(parts.Count)] : Values[random.Next(Values.Length)];
        }
    }

    private static bool IsValue(XAttribute attribute) => !attribute.IsNamespaceDeclaration;

    private static int AfterTag(string text, Random random) => text.IndexOf('>', random.Next(text.Length)) is var at and >= 0 ? at + 1 : text.Length;

    private static string NameIn(string text, Random random)
    {
        var start = text.IndexOf('<', random.Next(text.Length)) + 1;
        var name = text[start..].Split(' ', '>', '/', '\r', '\n')[0];
        return name.Length is > 0 and < 40 && char.IsAsciiLetter(name[0]) ? name : "x";
    }

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();
}
