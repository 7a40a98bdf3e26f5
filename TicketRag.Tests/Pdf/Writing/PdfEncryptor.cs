using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TicketRag.Pdf.Encryption;

namespace TicketRag.Tests.Pdf.Writing;

/// <summary>Locks one-page files with the standard security handler, from the writer's side of ISO 32000-2, 7.6.4.</summary>
public sealed class PdfEncryptor(int revision, int keyBits, string userPassword, string ownerPassword)
{
    private static readonly byte[] Padding = Convert.FromHexString("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A");
    private static readonly byte[] Id = [1, 2, 3, 4, 5, 6, 7, 8];

    private readonly int _keyLength = keyBits / 8;
    private byte[] _key = [];

    /// <summary>The entries of the crypt filter of revision 4.</summary>
    public string Filter { get; init; } = "/CFM /AESV2 /Length 16";

    public bool LocksMetadata { get; init; } = true;

    public bool LocksOnlyAttachments { get; init; }

    private bool IsAes => revision >= 5 || (revision == 4 && Filter.Contains("AESV2", StringComparison.Ordinal));

    private string Metadata => LocksMetadata ? "" : "/EncryptMetadata false";

    public byte[] Build(string content, string title)
    {
        var encrypt = revision >= 5 ? Modern() : Legacy();
        var pdf = new PdfWriter();
        pdf.AddPage("");
        pdf.SetStream(1, "", Encrypt(PdfWriter.Bytes(content), 1));
        var info = pdf.Reserve();
        pdf.Set(info, $"<< /Title <{Convert.ToHexString(Encrypt(PdfWriter.Bytes(title), info))}> >>");
        pdf.TrailerEntries = $"/ID [<{Convert.ToHexString(Id)}> <00>] /Info {info} 0 R /Encrypt {pdf.Add(encrypt)} 0 R";
        return pdf.Build();
    }

    private string Legacy()
    {
        var owner = MD5.HashData(Pad(ownerPassword));
        for (var i = 0; revision >= 3 && i < 50; i++)
        {
            owner = MD5.HashData(owner);
        }

        var ownerEntry = Rc4Rounds(owner[.._keyLength], Pad(userPassword));
        byte[] seed = [.. Pad(userPassword), .. ownerEntry, 0xFC, 0xFF, 0xFF, 0xFF, .. Id, .. LocksMetadata ? Array.Empty<byte>() : [0xFF, 0xFF, 0xFF, 0xFF]];
        _key = MD5.HashData(seed);
        for (var i = 0; revision >= 3 && i < 50; i++)
        {
            _key = MD5.HashData(_key[.._keyLength]);
        }

        _key = _key[.._keyLength];
        var userEntry = revision == 2 ? Rc4.Apply(_key, Padding) : [.. Rc4Rounds(_key, MD5.HashData([.. Padding, .. Id])), .. new byte[16]];
        var version = revision switch { 2 => 1, 3 => 2, _ => 4 };
        var filters = revision == 4 ? $"/CF << /StdCF << {Filter} >> >> /StmF /StdCF /StrF /StdCF {Metadata}" : "";
        return $"<< /Filter /Standard /V {version} /R {revision} /Length {keyBits} /P -4 /O <{Convert.ToHexString(ownerEntry)}> /U <{Convert.ToHexString(userEntry)}> {filters} >>";
    }

    private byte[] Rc4Rounds(byte[] key, byte[] data)
    {
        for (var i = 0; i <= (revision >= 3 ? 19 : 0); i++)
        {
            data = Rc4.Apply([.. key.Select(item => (byte)(item ^ i))], data);
        }

        return data;
    }

    private string Modern()
    {
        _key = [.. Enumerable.Range(40, 32).Select(i => (byte)i)];
        var (user, userKey) = Wrap(userPassword, [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2], []);
        var (owner, ownerKey) = Wrap(ownerPassword, [3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4], user);
        return $"<< /Filter /Standard /V 5 /R {revision} /Length 256 /P -4 /O <{Convert.ToHexString(owner)}> /U <{Convert.ToHexString(user)}> "
            + $"/OE <{Convert.ToHexString(ownerKey)}> /UE <{Convert.ToHexString(userKey)}> /CF << /StdCF << /CFM /AESV3 >> >> "
            + (LocksOnlyAttachments ? "/StmF /Identity /StrF /Identity /EFF /StdCF >>" : "/StmF /StdCF /StrF /StdCF >>");
    }

    private (byte[] Entry, byte[] Key) Wrap(string password, byte[] salts, byte[] user)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        byte[] entry = [.. Hash(bytes, salts[..8], user), .. salts];
        using var aes = Aes.Create();
        aes.Key = Hash(bytes, salts[8..], user);
        return (entry, aes.EncryptCbc(_key, new byte[16], PaddingMode.None));
    }

    private byte[] Hash(byte[] password, byte[] salt, byte[] user)
    {
        var hash = SHA256.HashData([.. password, .. salt, .. user]);
        for (var round = 1; revision == 6; round++)
        {
            byte[] once = [.. password, .. hash, .. user];
            using var aes = Aes.Create();
            aes.Key = hash[..16];
            var encrypted = aes.EncryptCbc(Enumerable.Repeat(once, 64).SelectMany(item => item).ToArray(), hash[16..32], PaddingMode.None);
            var remainder = (int)(new System.Numerics.BigInteger(encrypted.AsSpan(0, 16), isUnsigned: true, isBigEndian: true) % 3);
            hash = remainder == 0 ? SHA256.HashData(encrypted) : remainder == 1 ? SHA384.HashData(encrypted) : SHA512.HashData(encrypted);
            if (round >= 64 && encrypted[^1] <= round - 32)
            {
                break;
            }
        }

        return hash[..32];
    }

    private byte[] Encrypt(byte[] data, int number)
    {
        if (LocksOnlyAttachments)
        {
            return data;
        }

        var key = _key;
        if (revision < 5)
        {
            var suffix = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(suffix, number);
            key = MD5.HashData([.. _key, .. suffix[..3], 0, 0, .. IsAes ? "sAlT"u8 : default])[..Math.Min(16, _keyLength + 5)];
        }

        if (!IsAes)
        {
            return Rc4.Apply(key, data);
        }

        using var aes = Aes.Create();
        aes.Key = key;
        byte[] vector = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6];
        return [.. vector, .. aes.EncryptCbc(data, vector, PaddingMode.PKCS7)];
    }

    private static byte[] Pad(string password) => [.. PdfWriter.Bytes(password).Concat(Padding).Take(32)];
}
