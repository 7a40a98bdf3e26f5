using System.Collections.Concurrent;
using TicketRag.Core.Organizations;

namespace TicketRag.Core.Documents.Blobs;

/// <summary>Blobs as files, <c>ORGANIZATION/ab/abcd…</c>. A file gets its name once it is whole, and is locked until then.</summary>
public sealed class FolderBlobStore : IBlobStore
{
    private const string Incoming = "incoming";

    private readonly string _root;

    // A lock alone does not do: the file is without one before its name is there, and again until it has its last.
    private readonly ConcurrentDictionary<string, bool> _writing = new(StringComparer.Ordinal);

    public FolderBlobStore(string root)
    {
        _root = Path.GetFullPath(root);
        Directory.CreateDirectory(Path.Combine(_root, Incoming));
    }

    public async Task<StoredBlob> PutAsync(OrganizationId organization, Stream content, long maxLength, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_root, Incoming, Guid.CreateVersion7().ToString("N"));
        _writing[path] = true;
        try
        {
            StoredBlob blob;
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous))
            {
                blob = await HashedCopy.CopyAsync(content, file, maxLength, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            var target = PathOf(organization, blob.Sha256);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(path, target, overwrite: true);
            return blob;
        }
        finally
        {
            File.Delete(path);
            _writing.TryRemove(path, out _);
        }
    }

    public Task<Stream?> OpenAsync(OrganizationId organization, string sha256, CancellationToken cancellationToken)
    {
        var path = PathOf(organization, sha256);
        return Task.FromResult<Stream?>(File.Exists(path)
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 81_920, FileOptions.Asynchronous)
            : null);
    }

    public Task<bool> DeleteAsync(OrganizationId organization, string sha256, CancellationToken cancellationToken)
    {
        var path = PathOf(organization, sha256);
        var existed = File.Exists(path);
        if (existed)
        {
            File.Delete(path);
        }

        return Task.FromResult(existed);
    }

    public Task<IReadOnlyList<string>> ListAsync(OrganizationId organization, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(Path.Combine(_root, organization.Value.ToString("N")));
        return Task.FromResult<IReadOnlyList<string>>(folder.Exists
            ? [.. folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.LastWriteTimeUtc < before.UtcDateTime).Select(file => file.Name)]
            : []);
    }

    public Task DropUnfinishedAsync(CancellationToken cancellationToken)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(_root, Incoming)).Where(path => !_writing.ContainsKey(path) && IsNobodys(path)))
        {
            File.Delete(path);
        }

        return Task.CompletedTask;
    }

    private static bool IsNobodys(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string PathOf(OrganizationId organization, string sha256) => sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower)
        ? Path.Combine(_root, organization.Value.ToString("N"), sha256[..2], sha256)
        : throw new ArgumentException("Is no SHA-256 in lower case.", nameof(sha256));
}
