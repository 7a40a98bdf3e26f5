using System.Text;
using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Encryption;

/// <summary>The standard security handler (ISO 32000-2, 7.6.4): from an encryption dictionary and a password to a key.</summary>
internal static class StandardSecurity
{
    /// <summary>What decrypts the file, or null when only attachments are locked and there is no password for them.</summary>
    public static Decryptor? Open(ObjectStore store, DictionaryObject encrypt)
    {
        var parameters = Read(store, encrypt);
        foreach (var password in Candidates(store.File.Budget.Options.Password, parameters.Revision))
        {
            var key = parameters.Revision >= 5 ? Aes256Key.Find(parameters, password) : LegacyKey.Find(parameters, password);
            if (key is not null)
            {
                return new Decryptor(key, parameters.Filters, store.File.Budget);
            }
        }

        if (parameters.Filters is { Strings: CipherKind.Identity, Streams: CipherKind.Identity })
        {
            return null;
        }

        throw new PdfException(PdfErrorKind.PasswordRequired, -1, "The file is locked with a password that was not given.");
    }

    /// <summary>Files before revision 5 hold the password's PDFDocEncoding, later ones its UTF-8: both are tried.</summary>
    private static IEnumerable<byte[]> Candidates(string? password, int revision)
    {
        yield return [];
        if (string.IsNullOrEmpty(password))
        {
            yield break;
        }

        yield return revision >= 5 ? Encoding.UTF8.GetBytes(password) : Encoding.Latin1.GetBytes(password);
        yield return revision >= 5 ? Encoding.Latin1.GetBytes(password) : Encoding.UTF8.GetBytes(password);
    }

    public static SecurityParameters Read(ObjectStore store, DictionaryObject encrypt)
    {
        var version = store.Get(encrypt, "V").Integer;
        var revision = store.Get(encrypt, "R").Integer;
        var handler = store.Get(encrypt, "Filter").Name;
        if (handler is not (null or "Standard") || version is < 1 or > 5 or 3 || revision is < 2 or > 6)
        {
            throw new PdfException(
                PdfErrorKind.UnsupportedEncryption, -1, $"Encryption handler {handler}, version {version}, revision {revision}.");
        }

        var length = store.Get(encrypt, "Length") is { IsNumber: true } bits ? bits.Integer : 40;
        var keyLength = version switch
        {
            1 => 5,
            5 => 32,
            4 => FilterKeyLength(store, encrypt),

            // Some writers give the length in bytes.
            _ => Math.Clamp(length is >= 5 and <= 16 ? length : length / 8, 5, 16),
        };
        var encryptMetadata = store.Get(encrypt, "EncryptMetadata") is not { Kind: ValueKind.Boolean, Boolean: false };
        return new SecurityParameters(
            version, revision, keyLength,
            store.Get(encrypt, "O").Bytes.ToArray(), store.Get(encrypt, "U").Bytes.ToArray(),
            store.Get(encrypt, "OE").Bytes.ToArray(), store.Get(encrypt, "UE").Bytes.ToArray(),
            unchecked((int)(long)store.Get(encrypt, "P").Number), FirstId(store), encryptMetadata,
            Filters(store, encrypt, version, encryptMetadata));
    }

    /// <summary>RC4 as a crypt filter may have a shorter key (table 25), which some writers give in bits.</summary>
    private static int FilterKeyLength(ObjectStore store, DictionaryObject encrypt)
    {
        if (store.Get(encrypt, "CF").Dictionary is { } filters
            && store.Get(filters, store.Get(encrypt, "StmF").Name ?? "").Dictionary is { } filter
            && store.Get(filter, "CFM").IsName("V2")
            && store.Get(filter, "Length") is { IsNumber: true, Integer: var length })
        {
            return Math.Clamp(length > 16 ? length / 8 : length, 5, 16);
        }

        return 16;
    }

    private static byte[] FirstId(ObjectStore store) =>
        store.Get(store.Trailer, "ID").Array is { } id ? store.Get(id, 0).Bytes.ToArray() : [];

    private static CryptFilters Filters(ObjectStore store, DictionaryObject encrypt, int version, bool encryptMetadata)
    {
        var named = new Dictionary<string, CipherKind> { ["Identity"] = CipherKind.Identity };
        if (version < 4)
        {
            return new CryptFilters(CipherKind.Rc4, CipherKind.Rc4, named, encryptMetadata);
        }

        if (store.Get(encrypt, "CF").Dictionary is { } filters)
        {
            foreach (var (name, value) in filters.Entries)
            {
                if (store.Resolve(value).Dictionary is { } filter)
                {
                    named[name] = Cipher(store.Get(filter, "CFM").Name);
                }
            }
        }

        var strings = named.GetValueOrDefault(store.Get(encrypt, "StrF").Name ?? "Identity", CipherKind.Identity);
        var streams = named.GetValueOrDefault(store.Get(encrypt, "StmF").Name ?? "Identity", CipherKind.Identity);
        return new CryptFilters(strings, streams, named, encryptMetadata);
    }

    private static CipherKind Cipher(string? method) => method switch
    {
        "V2" => CipherKind.Rc4,
        "AESV2" => CipherKind.Aes128,
        "AESV3" => CipherKind.Aes256,
        _ => CipherKind.Identity,
    };
}

/// <summary>The entries of an encryption dictionary (ISO 32000-2, tables 20 and 21).</summary>
internal sealed record SecurityParameters(
    int Version, int Revision, int KeyLength, byte[] Owner, byte[] User, byte[] OwnerKey, byte[] UserKey,
    int Permissions, byte[] Id, bool EncryptMetadata, CryptFilters Filters);
