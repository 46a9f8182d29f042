using IoPolicy.CommandLine;
using KvCache;

namespace Kv.Commands;

/// <summary>The cache directory of a command that creates it if it does not exist.</summary>
internal sealed class TargetDirectory
{
    /// <summary>The directories that do not exist yet, innermost first.</summary>
    private readonly List<string> _missing = [];

    /// <exception cref="CommandException">The path is a file.</exception>
    internal TargetDirectory(string path)
    {
        Path = path;
        if (System.IO.Path.Exists(path))
        {
            KvFiles.EnsureDirectory(path);
        }

        for (var parent = System.IO.Path.GetFullPath(path); parent is not null && !Directory.Exists(parent); parent = System.IO.Path.GetDirectoryName(parent))
        {
            _missing.Add(parent);
        }
    }

    internal string Path { get; }

    /// <summary>Opens the directory, and creates it first if necessary.</summary>
    /// <exception cref="CommandException">The directory cannot be created, opened or locked.</exception>
    /// <exception cref="OperationCanceledException">The wait for the directory's lock was cancelled.</exception>
    internal CacheDirectory Open(CacheDirectoryOptions options, CancellationToken cancellation)
    {
        try
        {
            return CacheDirectory.Open(Path, options, cancellation);
        }
        catch (OperationCanceledException)
        {
            RemoveIfCreated();
            throw;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{Path}: the cache directory cannot be {(_missing.Count > 0 ? "created" : "opened")}: {FailureSentence.ReasonOf(failure)}", failure);
        }
    }

    /// <summary>Prints the warnings about an open directory, after the command has done its work.</summary>
    internal static void PrintWarnings(CacheDirectory cache, OutputOptions output)
    {
        foreach (var warning in output.Quiet ? [] : cache.Warnings)
        {
            Console.Error.WriteLine($"kv: warning: {warning}");
        }
    }

    /// <summary>Removes the empty directories that <see cref="Open"/> created.</summary>
    internal void RemoveIfCreated()
    {
        try
        {
            _missing.ForEach(Directory.Delete);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A directory is not empty, so it remains with its parents.
        }
    }
}
