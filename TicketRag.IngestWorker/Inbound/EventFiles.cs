using Microsoft.Extensions.Options;
using TicketRag.Core.Inbound;

namespace TicketRag.IngestWorker.Inbound;

/// <summary>Finds the files that events name, beneath the folder that is set and nowhere else.</summary>
internal sealed class EventFiles(IOptions<InboundOptions> options)
{
    private const string NotSet = "file_path not provided and RAG_FILES_BASE_PATH not set";
    private const int MostLinks = 40;

    /// <returns>The file's path without links, or why there is none.</returns>
    public (string? Path, string? Fault) Find(FileEventArgs args)
    {
        if (string.IsNullOrWhiteSpace(options.Value.FilesBasePath))
        {
            return (null, NotSet);
        }

        var given = string.IsNullOrEmpty(args.Path) ? args.RelativePath : args.Path;
        if (string.IsNullOrEmpty(given))
        {
            return (null, "file_path and file_relative_path are both empty");
        }

        var folder = Path.GetFullPath(options.Value.FilesBasePath);
        if (!string.IsNullOrEmpty(args.Path) && !Path.IsPathRooted(args.Path))
        {
            return (null, "file_path is not absolute: send a relative path in file_relative_path");
        }

        if (Resolve(folder) is not { } root || Resolve(Path.GetFullPath(Path.Combine(folder, given))) is not { } path)
        {
            return (null, "The file is not there");
        }

        // Whether it is there comes last: of what lies elsewhere nobody may learn that.
        return !path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? (null, "The file does not lie beneath RAG_FILES_BASE_PATH")
            : File.Exists(path) ? (path, null) : (null, "The file is not there");
    }

    // Each part in turn, since any of them may be a link; null where links lead in a circle.
    private static string? Resolve(string path)
    {
        var resolved = Path.GetPathRoot(path)!;
        var rest = new Stack<string>(PartsOf(path).Reverse());
        for (var links = 0; rest.TryPop(out var part);)
        {
            var next = Path.Combine(resolved, part);
            FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (entry.LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            var full = Path.GetFullPath(target, resolved);
            resolved = Path.GetPathRoot(full)!;
            foreach (var piece in PartsOf(full).Reverse())
            {
                rest.Push(piece);
            }
        }

        return resolved;
    }

    private static string[] PartsOf(string path) =>
        path[Path.GetPathRoot(path)!.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
}
