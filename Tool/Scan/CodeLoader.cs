using IoPolicy.CommandLine;

namespace IoPolicy.Tool.Scan;

/// <summary>Decides how the code is loaded: by MSBuild, or as plain sources.</summary>
internal static class CodeLoader
{
    private static readonly string[] SolutionExtensions = [".sln", ".slnx", ".slnf"];

    /// <summary>Loads the code at the path of the options.</summary>
    /// <exception cref="CommandException">The path does not exist or is no code, or it is a solution or project that cannot be loaded. For a directory, plain sources are loaded instead.</exception>
    internal static async Task<LoadedCode> LoadAsync(ScanOptions options, CancellationToken cancellation)
    {
        var target = Path.GetFullPath(options.Target);
        if (File.Exists(target))
        {
            var isSolution = SolutionExtensions.Contains(Path.GetExtension(target), StringComparer.OrdinalIgnoreCase);
            return !isSolution && !target.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase)
                ? throw new CommandException($"{options.Target}: expected a solution, a C# project or a directory")
                : options.SourcesOnly
                    ? SourceLoader.Load(Path.GetDirectoryName(target)!, options, [], cancellation)
                    : await SolutionLoader.LoadAsync(target, Path.GetDirectoryName(target)!, options, cancellation).ConfigureAwait(false);
        }

        if (!Directory.Exists(target))
        {
            throw new CommandException($"{options.Target}: no such file or directory");
        }

        if (options.SourcesOnly || FindSolutionOrProject(target) is not { } solution)
        {
            return SourceLoader.Load(target, options, [], cancellation);
        }

        try
        {
            return await SolutionLoader.LoadAsync(solution, target, options, cancellation).ConfigureAwait(false);
        }
        catch (CommandException failure)
        {
            // The message ends with the advice to fix the restore. The scan continues without the restore, so the note omits the advice.
            return SourceLoader.Load(target, options, [$"{failure.Message.Split(" Fix the restore", 2)[0]} The sources are scanned without their packages."], cancellation);
        }
    }

    /// <summary>Gets the only solution of a directory, or else its only project; null if there is none, or more than one.</summary>
    private static string? FindSolutionOrProject(string directory)
    {
        string[] files = [.. Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal)];
        return files.Where(static file => Path.GetExtension(file) is ".sln" or ".slnx").ToArray() is [var solution] ? solution
            : files.Where(static file => file.EndsWith(".csproj", StringComparison.Ordinal)).ToArray() is [var project] ? project
            : null;
    }
}
