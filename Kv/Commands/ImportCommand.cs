using System.CommandLine;
using IoPolicy;
using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary><c>kv import</c>: verifies the checkpoints of a tar archive and stores them in a directory.</summary>
internal static class ImportCommand
{
    private const string StandardInput = "-";

    private static readonly Argument<string> DirectoryPath = OptionKinds.Path("DIRECTORY", "The cache directory. The command creates a missing directory.");
    private static readonly Option<string?> Input = OptionKinds.PathOption("FILE", "Read the archive from a file, or from standard input with -. Default: -.", "--input", "-i");

    internal static Command Create()
    {
        var command = new Command("import", "Store the checkpoints of a tar archive in a directory. Verifies each checkpoint, and keeps existing checkpoints.")
        {
            DirectoryPath, Input, CommonOptions.AnyPayload, CommonOptions.Json, OptionKinds.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(DirectoryPath),
            parsed.GetValue(Input) is { } path and not StandardInput ? path : null,
            parsed.GetValue(CommonOptions.AnyPayload),
            CommonOptions.OutputOptionsOf(parsed),
            cancellation)));
        return command;
    }

    private static int Run(string directory, string? inputPath, bool any, OutputOptions output, CancellationToken cancellation)
    {
        if (inputPath is not null)
        {
            KvFiles.EnsureFile(inputPath);
        }
        else if (!Console.IsInputRedirected)
        {
            throw CommandException.Usage("standard input is a terminal: name an archive with --input, or redirect standard input");
        }

        using var input = inputPath is null
            ? StandardStreams.OpenInput()
            : new DropBehindStream(new FileStream(inputPath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0));
        var target = new TargetDirectory(directory);
        using var cache = Open(target, any, cancellation);
        var archive = new ImportedArchive(cache, inputPath ?? "standard input", cancellation);
        try
        {
            ProgressBars.OfBytes("importing", output, inputPath is null ? 0 : input.Length, moved => archive.Read(new ProgressStream(input, moved, cancellation)));
        }
        catch (OperationCanceledException)
        {
            target.RemoveIfCreated();
            throw new InterruptedException(archive.Consequence, cancellation);
        }

        var document = new ImportDocument { Archive = inputPath, Imported = archive.Imported, Kept = archive.Kept, Refused = archive.Refused };
        output.Report(document, static () => KvJson.Default.ImportDocument, result => Console.Out.WriteLine(
            $"{Formatting.Count(result.Imported, "checkpoint")} imported, {Formatting.Count(result.Kept)} already stored, {Formatting.Count(result.Refused.Count)} rejected"));
        TargetDirectory.PrintWarnings(cache, output);
        return archive.Refused.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static CacheDirectory Open(TargetDirectory target, bool any, CancellationToken cancellation)
    {
        try
        {
            return target.Open(new CacheDirectoryOptions { BudgetBytes = 0, Checks = any ? PayloadChecks.None : PayloadChecks.Dsv4 }, cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException(ImportedArchive.NothingImported, cancellation);
        }
    }
}
