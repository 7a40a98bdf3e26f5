namespace TicketRag.IngestWorker.Extraction.Mail;

/// <summary>An entity of a mail (RFC 2045): its headers, and either parts or a body.</summary>
/// <param name="Body">As it stands, still in its transfer encoding; empty where there are parts.</param>
internal sealed record MimePart(MimeHeaders Headers, ReadOnlyMemory<byte> Body, IReadOnlyList<MimePart> Parts)
{
    public ParameterizedValue ContentType { get; } = ParameterizedValue.Of(Headers["Content-Type"] is { Length: > 0 } given ? given : "text/plain");

    public ParameterizedValue Disposition { get; } = ParameterizedValue.Of(Headers["Content-Disposition"] ?? "");

    /// <summary>Null where it has none.</summary>
    public string? FileName => Disposition["filename"] ?? ContentType["name"];

    public bool IsAttachment => Disposition.Value == "attachment" || (FileName is not null && Disposition.Value != "inline") || !IsShown;

    /// <summary>Whether mail programs show it as text of the mail.</summary>
    public bool IsShown => ContentType.Value is "text/plain" or "text/html" or "text/enriched";

    public byte[] Decode() => TransferEncoding.Decode(Body.Span, Headers["Content-Transfer-Encoding"]);
}
