using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TicketRag.Pdf.Encryption;

/// <summary>The file key of revisions 2 to 4 (ISO 32000-2, 7.6.4.3 and 7.6.4.4: algorithms 2, 4, 5 and 7).</summary>
internal static class LegacyKey
{
    private const int HashRounds = 50;
    private const int OwnerRounds = 19;

    private static ReadOnlySpan<byte> Padding =>
    [
        0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08,
        0x2E, 0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
    ];

    /// <summary>The key if the password opens the file, as the user's or as the owner's.</summary>
    public static byte[]? Find(SecurityParameters parameters, byte[] password)
    {
        if (parameters.Owner.Length < 32 || parameters.User.Length < 16)
        {
            return null;
        }

        return OfUser(parameters, password) ?? OfUser(parameters, UserPassword(parameters, password));
    }

    private static byte[]? OfUser(SecurityParameters parameters, byte[] password)
    {
        var key = Compute(parameters, password);
        var compared = parameters.Revision == 2 ? 32 : 16;
        return Check(parameters, key).AsSpan(0, compared).SequenceEqual(parameters.User.AsSpan(0, Math.Min(compared, parameters.User.Length)))
            ? key
            : null;
    }

    private static byte[] Compute(SecurityParameters parameters, byte[] password)
    {
        Span<byte> permissions = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(permissions, parameters.Permissions);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(Padded(password));
        md5.AppendData(parameters.Owner.AsSpan(0, 32));
        md5.AppendData(permissions);
        md5.AppendData(parameters.Id);
        if (parameters.Revision >= 4 && !parameters.EncryptMetadata)
        {
            md5.AppendData([0xFF, 0xFF, 0xFF, 0xFF]);
        }

        var hash = md5.GetHashAndReset();
        for (var i = 0; parameters.Revision >= 3 && i < HashRounds; i++)
        {
            hash = MD5.HashData(hash.AsSpan(0, parameters.KeyLength));
        }

        return hash[..parameters.KeyLength];
    }

    private static byte[] Check(SecurityParameters parameters, byte[] key)
    {
        if (parameters.Revision == 2)
        {
            return Rc4.Apply(key, Padding);
        }

        var hash = MD5.HashData([.. Padding, .. parameters.Id]);
        for (var i = 0; i <= OwnerRounds; i++)
        {
            hash = Rc4.Apply(Varied(key, i), hash);
        }

        return hash;
    }

    /// <summary>The user's password as the owner's password unlocks it.</summary>
    private static byte[] UserPassword(SecurityParameters parameters, byte[] ownerPassword)
    {
        var hash = MD5.HashData(Padded(ownerPassword));
        for (var i = 0; parameters.Revision >= 3 && i < HashRounds; i++)
        {
            hash = MD5.HashData(hash);
        }

        var key = hash[..parameters.KeyLength];
        var password = parameters.Owner[..32];
        for (var i = parameters.Revision >= 3 ? OwnerRounds : 0; i >= 0; i--)
        {
            password = Rc4.Apply(Varied(key, i), password);
        }

        return password;
    }

    private static byte[] Varied(byte[] key, int round) => [.. key.Select(item => (byte)(item ^ round))];

    private static byte[] Padded(byte[] password) => [.. password.Concat(Padding.ToArray()).Take(32)];
}
