using IoPolicy.Interop;

namespace IoPolicy.Durability;

/// <summary>Resolves a symbolic link to the file that the kernel opens through it.</summary>
internal static class SymbolicLinks
{
    /// <summary>The most links of one path (<c>MAXSYMLINKS</c> of the kernel).</summary>
    private const int MaxLinks = 40;

    /// <summary>Returns the path of the file behind the link, or the path itself if it is no link.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="follow">Whether a link is followed. If not, a link is an error.</param>
    /// <exception cref="IOException">The path is a link that must not be followed, or there are too many links.</exception>
    internal static string Resolve(string path, bool follow)
    {
        var link = new FileInfo(path);
        if (link.LinkTarget is null)
        {
            return path;
        }

        if (!follow)
        {
            throw new IOException("the path is a symbolic link");
        }

        return Kernel.IsSupported ? Follow(path) : link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
    }

    /// <summary>
    /// Follows the links one by one. <see cref="FileSystemInfo.ResolveLinkTarget"/> removes <c>..</c> from the path by text, so it finds
    /// a different file than the kernel does if the directory before <c>..</c> is a link.
    /// </summary>
    private static string Follow(string path)
    {
        for (var links = 0; new FileInfo(path).LinkTarget is { } next; links++)
        {
            if (links == MaxLinks)
            {
                throw new IOException("too many levels of symbolic links");
            }

            path = Path.Combine(Path.GetDirectoryName(path) ?? "/", next);
            var name = Path.GetFileName(path);
            if (name is "" or "." or "..")
            {
                throw new IOException("the symbolic link leads to a directory");
            }

            if (DirectoryCalls.RealPath(Path.GetDirectoryName(path) ?? "/") is not { } directory)
            {
                return path;
            }

            path = Path.Combine(directory, name);
        }

        return path;
    }
}
