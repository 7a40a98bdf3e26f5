using TicketRag.Pdf;
using TicketRag.Pdf.Encryption;
using TicketRag.Tests.Pdf.Writing;

namespace TicketRag.Tests.Pdf;

public class EncryptionTests
{
    private const string Hello = "BT /F1 12 Tf 10 50 Td (Hello world) Tj ET";

    public static TheoryData<int, int, PdfCipher> Revisions => new()
    {
        { 2, 40, PdfCipher.Rc4 },
        { 3, 64, PdfCipher.Rc4 },
        { 3, 128, PdfCipher.Rc4 },
        { 4, 128, PdfCipher.Aes128 },
        { 5, 256, PdfCipher.Aes256 },
        { 6, 256, PdfCipher.Aes256 },
    };

    [Theory]
    [MemberData(nameof(Revisions))]
    public void The_empty_password_opens_every_revision(int revision, int bits, PdfCipher cipher)
    {
        var file = new PdfEncryptor(revision, bits, "", "owner").Build(Hello, "Secret title");

        using var document = ReadPdf.Open(file);

        Assert.Equal("Hello world", document.Text);
        Assert.Equal("Secret title", document.Title);
        Assert.Equal(cipher, document.Encryption);
    }

    [Theory]
    [MemberData(nameof(Revisions))]
    public void The_users_and_the_owners_password_open_every_revision(int revision, int bits, PdfCipher cipher)
    {
        var file = new PdfEncryptor(revision, bits, "user", "owner").Build(Hello, "");

        Assert.Equal("Hello world", ReadPdf.Text(file, new PdfOptions { Password = "user" }));
        Assert.Equal("Hello world", ReadPdf.Text(file, new PdfOptions { Password = "owner" }));
        Assert.NotEqual(PdfCipher.None, cipher);
    }

    [Theory]
    [MemberData(nameof(Revisions))]
    public void A_wrong_password_is_refused(int revision, int bits, PdfCipher cipher)
    {
        var file = new PdfEncryptor(revision, bits, "user", "owner").Build(Hello, "");

        Assert.Equal(PdfErrorKind.PasswordRequired, Assert.Throws<PdfException>(() => ReadPdf.Open(file)).Kind);
        Assert.Equal(
            PdfErrorKind.PasswordRequired, Assert.Throws<PdfException>(() => ReadPdf.Open(file, new PdfOptions { Password = "no" })).Kind);
        Assert.NotEqual(PdfCipher.None, cipher);
    }

    [Fact]
    public void A_file_with_locked_attachments_only_needs_no_password()
    {
        var file = new PdfEncryptor(6, 256, "user", "owner") { LocksOnlyAttachments = true }.Build(Hello, "Open title");

        using var document = ReadPdf.Open(file);

        Assert.Equal("Hello world", document.Text);
        Assert.Equal("Open title", document.Title);
        Assert.Equal(PdfCipher.None, document.Encryption);
    }

    [Theory]
    [InlineData("/CFM /AESV2 /Length 16", 128)]
    [InlineData("/CFM /AESV2 /Length 128", 128)]
    [InlineData("/CFM /V2 /Length 16", 128)]
    [InlineData("/CFM /V2 /Length 5", 40)]
    [InlineData("/CFM /V2 /Length 40", 40)]
    public void Crypt_filters_say_the_cipher_and_metadata_may_stay_open(string filter, int bits)
    {
        var file = new PdfEncryptor(4, bits, "", "owner") { Filter = filter, LocksMetadata = false }.Build(Hello, "Secret title");

        using var document = ReadPdf.Open(file);

        Assert.Equal("Hello world", document.Text);
        Assert.Equal("Secret title", document.Title);
    }

    [Fact]
    public void An_unknown_handler_is_refused()
    {
        var pdf = new PdfWriter { TrailerEntries = "/Encrypt << /Filter /Other /V 9 /R 9 >>" };
        pdf.AddPage(Hello);

        Assert.Equal(PdfErrorKind.UnsupportedEncryption, Assert.Throws<PdfException>(() => ReadPdf.Open(pdf.Build())).Kind);
    }

    [Theory]
    [InlineData("Key", "Plaintext", "BBF316E8D940AF0AD3")]
    [InlineData("Wiki", "pedia", "1021BF0420")]
    public void Rc4_agrees_with_published_vectors(string key, string plain, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(Rc4.Apply(PdfWriter.Bytes(key), PdfWriter.Bytes(plain))));
}
