using System.CommandLine;
using IoPolicy;
using IoPolicy.CommandLine;
using Kv.Output;
using Microsoft.Win32.SafeHandles;

namespace Kv.Commands;

/// <summary><c>kv prefetch</c>: reads files into the page cache before their use.</summary>
internal static class PrefetchCommand
{
    internal static Command Create() => FileAdvice.Create("prefetch", "Ask the kernel to read files into the page cache. Does not wait for the reads.", Run);

    private static int Run(string[] paths, OutputOptions output, CancellationToken cancellation)
    {
        var (files, code) = FileAdvice.Run("prefetching", "prefetched", "nothing is prefetched", paths, output, Prefetch, Unopened, cancellation);
        output.Report(new PrefetchDocument { Files = files }, static () => KvJson.Default.PrefetchDocument, Print);
        return code;
    }

    private static (PrefetchedFile, string?) Prefetch(string path, SafeFileHandle file)
    {
        var failure = FailureText.From(PageCache.Prefetch(file));
        return (new PrefetchedFile { Path = path, Bytes = RandomAccess.GetLength(file), Refusal = failure }, failure);
    }

    private static PrefetchedFile Unopened(string path, string reason) => new() { Path = path, Bytes = null, Refusal = reason };

    private static void Print(PrefetchDocument document)
    {
        foreach (var file in document.Files.Where(file => file.Refusal is null))
        {
            Console.Out.WriteLine($"{file.Path}: {Formatting.Bytes(file.Bytes ?? 0)} requested");
        }
    }
}
