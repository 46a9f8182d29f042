using System.CommandLine;
using IoPolicy;
using Kv.Output;

namespace Kv.Verbs;

/// <summary><c>kv drop</c>: writes files back and drops their pages from the page cache.</summary>
internal static class DropVerb
{
    private static readonly Argument<string[]> Paths = CommonOptions.Paths("The files to drop, and folders whose *.kv files to drop.");

    internal static Command Create()
    {
        var command = new Command("drop", "Writes files back and drops their pages from the page cache; the files themselves stay.") { Paths, CommonOptions.Quiet };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(Paths), parsed.GetValue(CommonOptions.Quiet)));
        return command;
    }

    private static int Run(string[] paths, bool quiet)
    {
        var code = ExitCode.Success;
        foreach (var path in KvFiles.Under(paths))
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var before = Residency.Of(file);
            var outcome = PageCache.WriteBackAndDrop(file);
            var after = Residency.Of(file);
            if (outcome.Status != AdviceStatus.Issued)
            {
                Console.Error.WriteLine($"kv: {path}: nothing was dropped: {Advice.WhyNot(outcome)}");
                code = ExitCode.Failure;
            }
            else if (!quiet)
            {
                Console.Out.WriteLine($"{path}: {Pages(before)} pages cached before, {Pages(after)} after, of {Quantity.Count(after.FilePages)}");
            }
        }

        return code;
    }

    private static string Pages(Residency reading) => reading.CachedPages is { } cached ? Quantity.Count(cached) : "an unknown number of";
}
