namespace TicketRag.Pdf;

/// <summary>The cipher that a file is locked with (ISO 32000-2, 7.6).</summary>
public enum PdfCipher
{
    /// <summary>The file is not encrypted.</summary>
    None,

    /// <summary>RC4 with a key of 40 to 128 bits.</summary>
    Rc4,

    /// <summary>AES with a key of 128 bits.</summary>
    Aes128,

    /// <summary>AES with a key of 256 bits.</summary>
    Aes256,
}
