using System.Security.Cryptography;

namespace TicketRag.Pdf;

/// <summary>
/// The promise that nothing but a <see cref="PdfException"/> leaves the library whatever the bytes are. The readers
/// check what they read; this is for what they did not foresee.
/// </summary>
internal static class Guard
{
    public static T Run<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IndexOutOfRangeException or ArgumentException or InvalidOperationException
            or ArithmeticException or InvalidCastException or NullReferenceException or KeyNotFoundException
            or FormatException or InvalidDataException or CryptographicException)
        {
            throw new PdfException(PdfErrorKind.Malformed, -1, "The file's structure misled the reader.", exception);
        }
        catch (Exception exception) when (exception is OutOfMemoryException or InsufficientExecutionStackException)
        {
            throw new PdfException(PdfErrorKind.LimitExceeded, -1, "The file needs more memory than there is.", exception);
        }
    }
}
