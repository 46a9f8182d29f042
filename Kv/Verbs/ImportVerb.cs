using System.CommandLine;
using IoPolicy;
using Kv.Output;
using KvCache;

namespace Kv.Verbs;

/// <summary><c>kv import</c>: takes the checkpoints of a tar archive over into a folder, streamed and verified.</summary>
internal static class ImportVerb
{
    private static readonly Argument<string> Folder = new("FOLDER") { Description = "The cache folder; it is created where it is not there." };
    private static readonly Option<string?> Input = new("--input", "-i") { Description = "The archive [default: standard input]", HelpName = "FILE" };
    private static readonly Option<bool> Any = new("--any-payload") { Description = "Take payloads for any bytes; do not check that they are sessions." };

    internal static Command Create()
    {
        var command = new Command("import", "Takes the checkpoints of a tar archive over into a folder; each is verified before it gets its name, and one that is there already stays.")
        {
            Folder, Input, Any, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(Folder), parsed.GetValue(Input), parsed.GetValue(Any), parsed.GetValue(CommonOptions.Quiet), cancellation)));
        return command;
    }

    private static int Run(string folder, string? inputPath, bool any, bool quiet, CancellationToken cancellation)
    {
        if (inputPath is null && !Console.IsInputRedirected)
        {
            throw KvException.Usage("an archive is not typed in: name a file with --input, or redirect standard input");
        }

        using var input = inputPath is null
            ? Console.OpenStandardInput()
            : new DropBehindStream(new FileStream(inputPath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0));
        var cache = CacheFolder.Open(folder, new CacheFolderOptions { BudgetBytes = 0, Checks = any ? PayloadChecks.None : PayloadChecks.Dsv4 });
        var archive = new ImportedArchive(cache, inputPath ?? "standard input");
        TransferBar.Show("importing", quiet, inputPath is null ? 0 : input.Length, moved => archive.Read(new WatchedStream(input, moved, cancellation)));
        if (!quiet)
        {
            Console.Out.WriteLine($"{Quantity.Count(archive.Imported, "checkpoint")} imported, {Quantity.Count(archive.Kept)} there already, {Quantity.Count(archive.Refused)} refused");
        }

        return archive.Refused == 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
