using System.Text;

namespace TicketRag.IngestWorker.Extraction.Mail;

/// <summary>Takes a mail apart (RFC 5322, RFC 2046). What is cut off counts as far as it goes.</summary>
internal static class MimeParser
{
    private const int MostNesting = 30;

    public static MimePart Parse(ReadOnlyMemory<byte> entity, ExtractionBudget budget) => Parse(entity, budget, depth: 0);

    private static MimePart Parse(ReadOnlyMemory<byte> entity, ExtractionBudget budget, int depth)
    {
        budget.AddEntry();
        ExtractionBudget.Limit(depth <= MostNesting, $"The mail's parts are nested more than {MostNesting} deep.");
        var (headers, start) = MimeHeaders.Read(entity.Span);
        var body = entity[start..];
        var type = ParameterizedValue.Of(headers["Content-Type"] ?? "");
        return type.Value.StartsWith("multipart/", StringComparison.Ordinal) && type["boundary"] is { Length: > 0 } boundary
            ? new(headers, ReadOnlyMemory<byte>.Empty, [.. Split(body, boundary).Select(part => Parse(part, budget, depth + 1))])
            : new(headers, body, []);
    }

    private static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body, string boundary)
    {
        var delimiter = Encoding.Latin1.GetBytes($"--{boundary}");
        var parts = new List<ReadOnlyMemory<byte>>();
        int? start = null;
        var at = 0;
        while (at < body.Length)
        {
            var line = MimeLines.Next(body.Span, at, out var next);
            if (line.StartsWith(delimiter) && IsDelimiter(line[delimiter.Length..], out var isLast))
            {
                AddUntil(at);
                start = isLast ? null : next;
                if (isLast)
                {
                    return parts;
                }
            }

            at = next;
        }

        AddUntil(body.Length);
        return parts;

        void AddUntil(int end)
        {
            if (start is { } from)
            {
                parts.Add(body[from..Math.Max(from, end)]);
            }
        }
    }

    private static bool IsDelimiter(ReadOnlySpan<byte> rest, out bool isLast)
    {
        isLast = rest.StartsWith("--"u8);
        return (isLast ? rest[2..] : rest).Trim(" \t"u8).IsEmpty;
    }
}
