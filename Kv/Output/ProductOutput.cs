using IoPolicy;
using IoPolicy.CommandLine;
using KvCache.Interop;

namespace Kv.Output;

/// <summary>
/// Writes an archive or a payload to standard output, or to a new file with mode 0600 as for a checkpoint.
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

    /// <summary>Writes a product. Makes a new file durable, or removes it if the work fails or is cancelled.</summary>
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
        var file = Create(path, product);
        try
        {
            using var stream = new DropBehindStream(file, new() { Durable = true });
            var result = write(stream);
            stream.Complete();
            return result;
        }
        catch (Exception failure)
        {
            File.Delete(path);
            if (failure is ArgumentOutOfRangeException)
            {
                throw new CommandException($"{path}: {FailureSentence.ReasonOf(failure)}", failure);
            }

            throw;
        }
    }

    private static FileStream Create(string path, string product)
    {
        try
        {
            return SafeFiles.Create(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {product} cannot be created: {FailureSentence.ReasonOf(failure)}", failure);
        }
    }
}
