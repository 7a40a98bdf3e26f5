using System.Buffers.Binary;
using System.Security.Cryptography;
using TicketRag.Pdf.Filters;
using TicketRag.Pdf.Objects;

namespace TicketRag.Pdf.Encryption;

internal enum CipherKind
{
    Identity,
    Rc4,
    Aes128,
    Aes256,
}

/// <summary>Which cipher a file's strings and streams are locked with.</summary>
internal sealed record CryptFilters(CipherKind Strings, CipherKind Streams, IReadOnlyDictionary<string, CipherKind> Named, bool EncryptMetadata);

/// <summary>Decrypts strings and streams with a file's key (ISO 32000-2, 7.6.3).</summary>
internal sealed class Decryptor(byte[] key, CryptFilters filters, Budget budget) : IDisposable
{
    private const int BlockLength = 16;

    private readonly Aes _aes = Aes.Create();

    public PdfCipher Cipher => filters.Streams switch
    {
        CipherKind.Aes128 => PdfCipher.Aes128,
        CipherKind.Aes256 => PdfCipher.Aes256,
        CipherKind.Rc4 => PdfCipher.Rc4,
        _ => PdfCipher.None,
    };

    public bool AppliesTo(StreamObject stream, List<FilterStep> steps)
    {
        var type = stream.Dictionary["Type"];
        return !type.IsName("XRef")
            && !(type.IsName("Metadata") && !filters.EncryptMetadata)
            && CipherOf(steps) != CipherKind.Identity;
    }

    private CipherKind CipherOf(List<FilterStep> steps)
    {
        foreach (var step in steps)
        {
            if (step.Kind == FilterKind.Crypt)
            {
                return filters.Named.GetValueOrDefault(step.CryptName ?? "Identity", CipherKind.Identity);
            }
        }

        return filters.Streams;
    }

    public PooledBytes Decrypt(ReadOnlySpan<byte> data, int number, int generation, List<FilterStep> steps)
    {
        var plain = new PooledBytes(budget, data.Length + BlockLength);
        Decrypt(data, number, generation, CipherOf(steps), plain);
        return plain;
    }

    /// <summary>The value with every string in it decrypted.</summary>
    public Value DecryptStrings(Value value, int number, int generation)
    {
        if (filters.Strings != CipherKind.Identity)
        {
            return DecryptStrings(value, number, generation, 0);
        }

        return value;
    }

    private Value DecryptStrings(Value value, int number, int generation, int depth)
    {
        if (value.Kind == ValueKind.String)
        {
            using var plain = new PooledBytes(budget, value.Bytes.Length + BlockLength);
            Decrypt(value.Bytes, number, generation, filters.Strings, plain);
            return Value.Of(plain.Span.ToArray());
        }

        if (depth > budget.Options.MaxNesting)
        {
            return value;
        }

        if (value.Array is { } array)
        {
            foreach (ref var item in array.Items)
            {
                item = DecryptStrings(item, number, generation, depth + 1);
            }
        }
        else if (value.Dictionary is { } dictionary)
        {
            foreach (ref var entry in dictionary.Entries)
            {
                entry = new(entry.Key, DecryptStrings(entry.Value, number, generation, depth + 1));
            }
        }

        return value;
    }

    private void Decrypt(ReadOnlySpan<byte> data, int number, int generation, CipherKind cipher, PooledBytes into)
    {
        var objectKey = cipher == CipherKind.Aes256 ? key : ObjectKey(number, generation, cipher == CipherKind.Aes128);
        if (cipher == CipherKind.Rc4)
        {
            into.Append(data);
            Rc4.ApplyInPlace(objectKey, into.Writable());
            return;
        }

        var length = (data.Length - BlockLength) / BlockLength * BlockLength;
        if (length <= 0)
        {
            return;
        }

        _aes.Key = objectKey;
        var target = into.Free(length);
        var written = _aes.DecryptCbc(data.Slice(BlockLength, length), data[..BlockLength], target, PaddingMode.None);
        into.Advance(written - Padding(target[..written]));
    }

    /// <summary>How many bytes pad the last block. Wrong padding is taken for none: text is worth more than form.</summary>
    private static int Padding(ReadOnlySpan<byte> plain) => plain[^1] is >= 1 and <= BlockLength ? plain[^1] : 0;

    /// <summary>Algorithm 1 (7.6.3.2): the file's key, salted with the object's number.</summary>
    private byte[] ObjectKey(int number, int generation, bool isAes)
    {
        Span<byte> salted = stackalloc byte[key.Length + 9];
        key.CopyTo(salted);
        Span<byte> suffix = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(suffix, number);
        BinaryPrimitives.WriteInt32LittleEndian(suffix[3..], generation);
        suffix[..5].CopyTo(salted[key.Length..]);
        "sAlT"u8.CopyTo(salted[(key.Length + 5)..]);
        var hash = MD5.HashData(isAes ? salted : salted[..(key.Length + 5)]);
        return hash[..Math.Min(key.Length + 5, 16)];
    }

    public void Dispose() => _aes.Dispose();
}
