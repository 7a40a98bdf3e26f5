using Microsoft.Extensions.Logging;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Retrieval.Embedded.Files;

/// <summary>
/// One store's indexes on the disk, a file for each organization, so that a restart need not analyse everything anew. They are a copy that may be missing, damaged, of
/// another build or out of date: what comes out of them is searched only once the database has confirmed it. Deleting the folder costs nothing but time.
/// </summary>
/// <param name="folder">Made when it is needed.</param>
public sealed partial class IndexFiles(string folder, ILogger<IndexFiles> logger)
{
    private const string Extension = ".index";
    private const string Unfinished = ".new";
    private const int BufferBytes = 1 << 20;

    // How texts are analysed and vectors are coded may change with each build.
    private static readonly string Build = typeof(IndexFiles).Module.ModuleVersionId.ToString("N");

    /// <summary>One after the other, those that can be used; the others are deleted, as is what a killed process left unfinished.</summary>
    internal IEnumerable<(OrganizationId Organization, IndexSnapshot Snapshot, Labels Labels)> Load(EmbeddingSpace space)
    {
        var files = new DirectoryInfo(folder);
        foreach (var file in files.Exists ? files.GetFiles() : [])
        {
            if (file.Name.EndsWith(Extension + Unfinished, StringComparison.Ordinal))
            {
                Delete(file.FullName);
            }
            else if (Guid.TryParseExact(Path.GetFileNameWithoutExtension(file.Name), "N", out var id) && TryLoad(file, space) is { } loaded)
            {
                yield return (new(id), loaded.Snapshot, loaded.Labels);
            }
        }
    }

    /// <returns>Whether it is on the disk; what is in the way is logged.</returns>
    internal bool TrySave(OrganizationId organization, EmbeddingSpace space, IndexSnapshot snapshot, Labels labels, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, organization.Value.ToString("N") + Extension);
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(path + Unfinished, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes))
            {
                var writer = new IndexFileWriter(stream, cancellationToken);
                writer.Write(HeadOf(space));
                labels.Save(writer);
                snapshot.Save(writer);
            }

            File.Move(path + Unfinished, path, overwrite: true);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotSaved(logger, path, exception.Message);
            return false;
        }
        finally
        {
            Delete(path + Unfinished);
        }
    }

    private (IndexSnapshot Snapshot, Labels Labels)? TryLoad(FileInfo file, EmbeddingSpace space)
    {
        try
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
            var reader = new IndexFileReader(stream);
            if (file.Extension == Extension && reader.ReadText() == HeadOf(space))
            {
                var (labels, snapshot) = (Labels.Load(reader), IndexSnapshot.Load(reader));
                reader.End();
                return (snapshot, labels);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            LogUnusable(logger, file.FullName, exception.Message);
        }

        Delete(file.FullName);
        return null;
    }

    private static string HeadOf(EmbeddingSpace space) => $"TicketRag index {Build} {space.Dimensions} {space.Model}";

    private void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotSaved(logger, path, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index could not be kept in {Path}: {Reason}. The next start takes longer, nothing else")]
    private static partial void LogNotSaved(ILogger logger, string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index in {Path} can't be used and is made anew: {Reason}")]
    private static partial void LogUnusable(ILogger logger, string path, string reason);
}
