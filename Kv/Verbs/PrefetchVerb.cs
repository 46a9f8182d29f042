using System.CommandLine;
using IoPolicy;
using Kv.Output;
using Microsoft.Win32.SafeHandles;

namespace Kv.Verbs;

/// <summary><c>kv prefetch</c>: reads files into the page cache before they are used.</summary>
internal static class PrefetchVerb
{
    private static readonly Argument<string[]> Paths = CommonOptions.Paths("Files, and directories of *.kv files.");

    internal static Command Create()
    {
        var command = new Command("prefetch", "Asks the kernel to read files into the page cache before they are used. Does not wait for it.")
        {
            Paths, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed.GetRequiredValue(Paths), CommonOptions.MannerOf(parsed), cancellation)));
        return command;
    }

    private static int Run(string[] paths, Manner manner, CancellationToken cancellation)
    {
        var (files, code) = FileHints.Run("prefetching", "prefetched", "nothing is prefetched", paths, manner, Prefetch, Unopened, cancellation);
        manner.Tell(new PrefetchDocument { Files = files }, KvJson.Default.PrefetchDocument, Print);
        return code;
    }

    private static (PrefetchedFile, string?) Prefetch(string path, SafeFileHandle file)
    {
        var refusal = Refusals.Of(PageCache.Prefetch(file));
        return (new PrefetchedFile { Path = path, Bytes = RandomAccess.GetLength(file), Refusal = refusal }, refusal);
    }

    private static PrefetchedFile Unopened(string path, string obstacle) => new() { Path = path, Bytes = null, Refusal = obstacle };

    private static void Print(PrefetchDocument document)
    {
        foreach (var file in document.Files.Where(file => file.Refusal is null))
        {
            Console.Out.WriteLine($"{file.Path}: {Quantity.Bytes(file.Bytes ?? 0)} asked for");
        }
    }
}
