using System.CommandLine;
using IoPolicy;
using Kv.Host;
using Kv.Output;
using KvCache;

namespace Kv.Verbs;

/// <summary><c>kv import</c>: takes the checkpoints of a tar archive over into a folder, streamed and verified.</summary>
internal static class ImportVerb
{
    private const string StandardInput = "-";

    private static readonly Argument<string> Folder = CommonOptions.Path("DIRECTORY", "The cache directory; created if it does not exist.");
    private static readonly Option<string?> Input = CommonOptions.PathOption("FILE", "Read the archive from a file; - is standard input [default: -]", "--input", "-i");

    internal static Command Create()
    {
        var command = new Command("import", "Stores the checkpoints of a tar archive in a directory. Verifies each one before it gets its name; one that is there already stays.")
        {
            Folder, Input, CommonOptions.AnyPayload, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(Folder),
            parsed.GetValue(Input) is { } path and not StandardInput ? path : null,
            parsed.GetValue(CommonOptions.AnyPayload),
            CommonOptions.MannerOf(parsed),
            cancellation)));
        return command;
    }

    private static int Run(string folder, string? inputPath, bool any, Manner manner, CancellationToken cancellation)
    {
        if (inputPath is not null)
        {
            KvFiles.EnsureFile(inputPath);
        }
        else if (!Console.IsInputRedirected)
        {
            throw KvException.Usage("an archive is not for a terminal: name a file with --input, or redirect standard input");
        }

        using var input = inputPath is null
            ? StandardStreams.OpenInput()
            : new DropBehindStream(new FileStream(inputPath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0));
        var target = new TargetDirectory(folder);
        using var cache = target.Open(new CacheFolderOptions { BudgetBytes = 0, Checks = any ? PayloadChecks.None : PayloadChecks.Dsv4 }, cancellation);
        var archive = new ImportedArchive(cache, inputPath ?? "standard input");
        try
        {
            ProgressBars.OfBytes("importing", manner, inputPath is null ? 0 : input.Length, moved => archive.Read(new WatchedStream(input, moved, cancellation)));
        }
        catch (OperationCanceledException)
        {
            target.RemoveIfCreated();
            throw new InterruptedException(archive.Consequence, cancellation);
        }

        var document = new ImportDocument { Archive = inputPath, Imported = archive.Imported, Kept = archive.Kept, Refused = archive.Refused };
        manner.Tell(document, KvJson.Default.ImportDocument, told => Console.Out.WriteLine(
            $"{Quantity.Count(told.Imported, "checkpoint")} imported, {Quantity.Count(told.Kept)} there already, {Quantity.Count(told.Refused.Count)} refused"));
        TargetDirectory.PrintWarnings(cache, manner);
        return archive.Refused.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
