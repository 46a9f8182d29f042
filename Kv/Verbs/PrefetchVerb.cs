using System.CommandLine;
using IoPolicy;
using Kv.Output;

namespace Kv.Verbs;

/// <summary><c>kv prefetch</c>: reads files into the page cache before they are used.</summary>
internal static class PrefetchVerb
{
    private static readonly Argument<string[]> Paths = CommonOptions.Paths("The files that are about to be used, and folders of *.kv files.");

    internal static Command Create()
    {
        var command = new Command("prefetch", "Has the kernel read files into the page cache, for the entry that is about to be used; does not wait for it.")
        {
            Paths, CommonOptions.Quiet,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(Paths), parsed.GetValue(CommonOptions.Quiet)));
        return command;
    }

    private static int Run(string[] paths, bool quiet)
    {
        var code = ExitCode.Success;
        foreach (var path in KvFiles.Under(paths))
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var outcome = PageCache.Prefetch(file);
            if (outcome.Status != AdviceStatus.Issued)
            {
                Console.Error.WriteLine($"kv: {path}: nothing is prefetched: {Advice.WhyNot(outcome)}");
                code = ExitCode.Failure;
            }
            else if (!quiet)
            {
                Console.Out.WriteLine($"{path}: {Quantity.Bytes(RandomAccess.GetLength(file))} asked for");
            }
        }

        return code;
    }
}
