using System.CommandLine;
using IoPolicy;
using IoPolicy.CommandLine;
using Kv.Output;
using Microsoft.Win32.SafeHandles;

namespace Kv.Commands;

/// <summary><c>kv drop</c>: writes files back and drops their pages from the page cache.</summary>
internal static class DropCommand
{
    internal static Command Create() => FileAdvice.Create("drop", "Write files back and drop their pages from the page cache. Does not change the files.", Run);

    private static int Run(string[] paths, OutputOptions output, CancellationToken cancellation)
    {
        var (files, code) = FileAdvice.Run("dropping", "dropped", "nothing was dropped", paths, output, Drop, Unopened, cancellation);
        output.Report(new DropDocument { PageBytes = Environment.SystemPageSize, Files = files }, static () => KvJson.Default.DropDocument, Print);
        return code;
    }

    private static (DroppedFile, string?) Drop(string path, SafeFileHandle file)
    {
        var before = PageCache.GetResidency(file);
        var failure = FailureText.From(PageCache.WriteBackAndDrop(file));
        var after = PageCache.GetResidency(file);
        return (new DroppedFile { Path = path, Pages = after.FilePages, CachedBefore = before.CachedPages, CachedAfter = after.CachedPages, Refusal = failure }, failure);
    }

    private static DroppedFile Unopened(string path, string reason) => new() { Path = path, Pages = null, Refusal = reason };

    private static void Print(DropDocument document)
    {
        foreach (var file in document.Files.Where(file => file.Refusal is null))
        {
            Console.Out.WriteLine($"{file.Path}: {Pages(file.CachedBefore)} cached before, {Known(file.CachedAfter)} after, of {Known(file.Pages)}");
        }
    }

    private static string Pages(long? count) => count is { } known ? Formatting.Count(known, "page") : "an unknown number of pages";

    private static string Known(long? count) => count is { } known ? Formatting.Count(known) : "an unknown number";
}
