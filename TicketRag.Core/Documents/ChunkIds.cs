using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace TicketRag.Core.Documents;

/// <summary>
/// Ids that follow from what they name, so that doing the work again makes the same rows: RFC 9562 version 8, from SHA-256.
/// </summary>
public static class ChunkIds
{
    /// <param name="searchTextSha256">Two attempts that read different texts must not write to the same point.</param>
    public static Guid Chunk(Guid documentId, int version, int ordinal, string searchTextSha256)
    {
        Span<byte> key = stackalloc byte[24];
        documentId.TryWriteBytes(key, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(key[16..], version);
        BinaryPrimitives.WriteInt32BigEndian(key[20..], ordinal);
        return FromHash(SHA256.HashData([.. key, .. Convert.FromHexString(searchTextSha256)]));
    }

    /// <summary>For a document whose source has no row of its own: the same text for the same audience is one document.</summary>
    public static Guid TextDocument(Guid organizationId, string audience, string text) =>
        FromHash(SHA256.HashData([.. organizationId.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(audience), 0, .. Encoding.UTF8.GetBytes(text)]));

    /// <summary>For a file or page: what has the same name under the same label, for the same audience, is one document in several versions.</summary>
    /// <param name="name">The file's name, or the page's address.</param>
    public static Guid NamedDocument(Guid organizationId, SourceKind kind, string audience, string? label, string name) =>
        FromHash(SHA256.HashData([
            .. organizationId.ToByteArray(bigEndian: true), (byte)kind, .. Encoding.UTF8.GetBytes(audience), 0, .. Encoding.UTF8.GetBytes(label ?? ""), 0, .. Encoding.UTF8.GetBytes(name),
        ]));

    /// <summary>One document per source.</summary>
    public static Guid SourceDocument(Guid organizationId, SourceKind kind, Guid sourceId) =>
        FromHash(SHA256.HashData([.. organizationId.ToByteArray(bigEndian: true), (byte)kind, .. sourceId.ToByteArray(bigEndian: true)]));

    public static string Sha256Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static Guid FromHash(ReadOnlySpan<byte> hash)
    {
        Span<byte> id = stackalloc byte[16];
        hash[..16].CopyTo(id);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new(id, bigEndian: true);
    }
}
