using IoPolicy;
using IoPolicy.CommandLine;

namespace Kv.Output;

/// <summary>
/// Writes the product of a command, an archive or a payload, to standard output or to a new file. The new file has mode 0600, as a
/// checkpoint has. It gets its name when it is complete and durable.
/// </summary>
internal static class ProductOutput
{
    /// <summary>The path that means standard output.</summary>
    internal const string StandardOutput = "-";

    /// <summary>Checks before any work that standard output can receive the product.</summary>
    /// <exception cref="CommandException">Standard output is a terminal, or receives the JSON document.</exception>
    internal static void CheckStandardOutput(string product, OutputOptions output)
    {
        if (output.Json)
        {
            throw CommandException.Usage($"--json needs --output FILE: without it, standard output is {product}");
        }

        if (!Console.IsOutputRedirected)
        {
            throw CommandException.Usage($"standard output is a terminal: write {product} to a file with --output, or redirect standard output");
        }
    }

    /// <summary>Writes a product. If the work fails or is cancelled, no file is left.</summary>
    /// <param name="path">The new file, or <see cref="StandardOutput"/>.</param>
    /// <param name="product">The name of the product for messages: "the archive".</param>
    /// <param name="write">Writes the product.</param>
    /// <param name="cancellation">The cancellation of the work.</param>
    /// <exception cref="CommandException">The file exists, or cannot be created.</exception>
    /// <exception cref="IOException">The product could not be written completely.</exception>
    internal static T Write<T>(string path, string product, Func<Stream, T> write, CancellationToken cancellation)
    {
        if (path != StandardOutput)
        {
            return WriteFile(path, product, write);
        }

        try
        {
            return write(StandardStreams.OpenOutput(product));
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException($"standard output ends in the middle of {product}", cancellation);
        }
    }

    private static T WriteFile<T>(string path, string product, Func<Stream, T> write)
    {
        using var file = Create(path, product);
        try
        {
            var result = write(file.Stream);
            file.Commit();
            return result;
        }
        catch (Exception failure) when (failure is ArgumentOutOfRangeException
            || (failure is IOException && FailureSentence.PathOf(failure) is { } at && (at == file.Stream.Name || at == file.Path)))
        {
            throw new CommandException($"{path}: {FailureSentence.ReasonOf(failure)}", failure);
        }
    }

    private static DurableFile Create(string path, string product)
    {
        if (Path.EndsInDirectorySeparator(path))
        {
            throw new CommandException($"{path}: {product} cannot be created: expected a file name at the end of the path, found a separator");
        }

        RemoveAbandoned(path);
        try
        {
            return DurableFile.Create(path, new() { FailIfExists = true, FollowSymbolicLinks = false, BufferSize = 0, DropBehind = new() });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"{path}: {product} cannot be created: {FailureSentence.ReasonOf(failure)}", failure);
        }
    }

    /// <summary>Removes the leftovers of a killed command beside the product, as far as possible.</summary>
    private static void RemoveAbandoned(string path)
    {
        try
        {
            _ = DurableFile.RemoveAbandoned(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The creation of the new file reports a directory that does not exist or may not be used.
        }
    }
}
