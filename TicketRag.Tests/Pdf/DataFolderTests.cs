using System.Text;
using TicketRag.Pdf;

namespace TicketRag.Tests.Pdf;

public class DataFolderTests
{
    private static string Folder()
    {
        var data = Environment.GetEnvironmentVariable("TICKETRAG_DATA");
        var folder = data is null ? "" : Path.Combine(data, "pdf");
        Assert.SkipUnless(Directory.Exists(folder), "TICKETRAG_DATA names no folder with pdf/ in it.");
        return folder;
    }

    [Fact]
    public void Every_file_of_the_data_folder_is_read_or_refused_with_a_kind()
    {
        var refused = new List<PdfErrorKind>();
        var read = 0;
        foreach (var path in Directory.GetFiles(Folder(), "*.pdf"))
        {
            try
            {
                using var file = File.OpenRead(path);
                using var document = PdfDocument.Open(file, cancellation: TestContext.Current.CancellationToken);
                read += Encoding.UTF8.GetByteCount(document.Text) >= 0 ? 1 : 0;
            }
            catch (PdfException exception)
            {
                refused.Add(exception.Kind);
            }
        }

        Assert.True(read > 0);
        Assert.All(refused, kind => Assert.True(kind is PdfErrorKind.NotAPdf or PdfErrorKind.PasswordRequired, kind.ToString()));
    }

    [Fact]
    public void Words_of_a_page_are_those_of_its_text()
    {
        foreach (var path in Directory.GetFiles(Folder(), "pypdf-sample__*.pdf").Order(StringComparer.Ordinal).Take(10))
        {
            using var file = File.OpenRead(path);
            using var document = PdfDocument.Open(file, new PdfOptions { Password = "openpassword" }, TestContext.Current.CancellationToken);
            var page = document.ReadPage(1);

            Assert.All(page.Words, word => Assert.True(word.Text.Length > 0 && word.Box.Width >= 0 && word.Box.Height > 0, word.ToString()));
            Assert.Equal(page.Lines.Sum(line => line.Words.Count), page.Words.Count);
        }
    }
}
