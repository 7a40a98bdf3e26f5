using System.Security.Cryptography;

namespace TicketRag.Pdf.Encryption;

/// <summary>The file key of revisions 5 and 6 (ISO 32000-2, 7.6.4.3.3: algorithms 2.A and 2.B).</summary>
internal static class Aes256Key
{
    private const int HashLength = 32;
    private const int SaltLength = 8;
    private const int LongestPassword = 127;

    /// <summary>The key if the password opens the file, as the user's or as the owner's.</summary>
    public static byte[]? Find(SecurityParameters parameters, byte[] password)
    {
        if (parameters.User.Length < HashLength + (2 * SaltLength) || parameters.Owner.Length < HashLength + (2 * SaltLength))
        {
            return null;
        }

        password = password.Length > LongestPassword ? password[..LongestPassword] : password;
        var user = parameters.User.AsSpan(0, HashLength + (2 * SaltLength));
        return Unwrap(parameters, password, parameters.User, parameters.UserKey, [])
            ?? Unwrap(parameters, password, parameters.Owner, parameters.OwnerKey, user);
    }

    private static byte[]? Unwrap(
        SecurityParameters parameters, byte[] password, byte[] verifier, byte[] wrapped, ReadOnlySpan<byte> userEntry)
    {
        var validation = verifier.AsSpan(HashLength, SaltLength);
        var keySalt = verifier.AsSpan(HashLength + SaltLength, SaltLength);
        if (wrapped.Length < 32 || !Hash(parameters.Revision, password, validation, userEntry).AsSpan().SequenceEqual(verifier.AsSpan(0, HashLength)))
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.Key = Hash(parameters.Revision, password, keySalt, userEntry);
        return aes.DecryptCbc(wrapped.AsSpan(0, 32), new byte[16], PaddingMode.None);
    }

    private static byte[] Hash(int revision, byte[] password, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> userEntry)
    {
        var hash = SHA256.HashData([.. password, .. salt, .. userEntry]);
        return revision == 5 ? hash : Harden(hash, password, userEntry);
    }

    /// <summary>Algorithm 2.B: at least 64 rounds, each of AES over 64 copies and then one of three hashes.</summary>
    private static byte[] Harden(byte[] hash, byte[] password, ReadOnlySpan<byte> userEntry)
    {
        using var aes = Aes.Create();
        for (var round = 0; ; round++)
        {
            byte[] once = [.. password, .. hash, .. userEntry];
            var repeated = new byte[once.Length * 64];
            for (var i = 0; i < 64; i++)
            {
                once.CopyTo(repeated, i * once.Length);
            }

            aes.Key = hash[..16];
            var encrypted = aes.EncryptCbc(repeated, hash.AsSpan(16, 16), PaddingMode.None);
            hash = (encrypted.AsSpan(0, 16).ToArray().Sum(item => item) % 3) switch
            {
                0 => SHA256.HashData(encrypted),
                1 => SHA384.HashData(encrypted),
                _ => SHA512.HashData(encrypted),
            };
            if (round >= 63 && encrypted[^1] <= round - 31)
            {
                return hash[..HashLength];
            }
        }
    }
}
