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

    internal static Command Create()
    {
        var command = new Command("import", "Takes the checkpoints of a tar archive over into a folder; each is verified before it gets its name, and one that is there already stays.")
        {
            Folder, Input, CommonOptions.AnyPayload, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(Folder), parsed.GetValue(Input), parsed.GetValue(CommonOptions.AnyPayload), CommonOptions.MannerOf(parsed), cancellation)));
        return command;
    }

    private static int Run(string folder, string? inputPath, bool any, Manner manner, CancellationToken cancellation)
    {
        if (inputPath is null && !Console.IsInputRedirected)
        {
            throw KvException.Usage("an archive is not typed in: name a file with --input, or redirect standard input");
        }

        if (inputPath is not null)
        {
            KvFiles.EnsureFile(inputPath);
        }

        using var input = inputPath is null
            ? Console.OpenStandardInput()
            : new DropBehindStream(new FileStream(inputPath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0));
        using var cache = CacheFolder.Open(folder, new CacheFolderOptions { BudgetBytes = 0, Checks = any ? PayloadChecks.None : PayloadChecks.Dsv4 }, cancellation);
        var archive = new ImportedArchive(cache, inputPath ?? "standard input");
        ProgressBars.OfBytes("importing", manner, inputPath is null ? 0 : input.Length, moved => archive.Read(new WatchedStream(input, moved, cancellation)));
        var document = new ImportDocument { Archive = inputPath, Imported = archive.Imported, Kept = archive.Kept, Refused = archive.Refused };
        manner.Tell(document, KvJson.Default.ImportDocument, told => Console.Out.WriteLine(
            $"{Quantity.Count(told.Imported, "checkpoint")} imported, {Quantity.Count(told.Kept)} there already, {Quantity.Count(told.Refused.Count)} refused"));
        return archive.Refused.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
