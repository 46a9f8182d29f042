using System.CommandLine;
using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary><c>kv export</c>: a directory's checkpoints as a tar archive, streamed and verified.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> DirectoryPath = CommonOptions.Path("DIRECTORY", "The cache directory.");
    private static readonly Option<string?> Output = CommonOptions.PathOption("FILE", "Write the archive to a new file; - is standard output [default: -]", "--output", "-o");

    internal static Command Create()
    {
        var command = new Command("export", "Writes the checkpoints of a directory as a tar archive. Reports and leaves out what cannot be used; no page stays cached.")
        {
            DirectoryPath, Output, CommonOptions.AnyPayload, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(DirectoryPath),
            parsed.GetValue(Output) ?? ProductOutput.StandardOutput,
            new KvcVerifyOptions { Checks = parsed.GetValue(CommonOptions.AnyPayload) ? PayloadChecks.None : PayloadChecks.Dsv4 },
            CommonOptions.OutputOptionsOf(parsed),
            cancellation)));
        return command;
    }

    private static int Run(string directory, string outputPath, KvcVerifyOptions options, OutputOptions output, CancellationToken cancellation)
    {
        if (outputPath == ProductOutput.StandardOutput)
        {
            ProductOutput.CheckStandardOutput("the archive", output);
        }

        KvFiles.EnsureDirectory(directory);
        string[] paths = [.. DirectoryScan.Files(directory).Select(file => file.Path).Order(StringComparer.Ordinal)];
        var archive = new ExportedArchive(options);
        ProductOutput.Write(
            outputPath,
            "the archive",
            stream => ProgressBars.OfBytes("exporting", output, paths.Sum(LengthOf), moved => archive.Write(paths, new WatchedStream(stream, moved, cancellation))),
            cancellation);

        // On standard error, as standard output may be the archive.
        var document = new ExportDocument { Archive = outputPath, Exported = archive.Exported, Bytes = archive.Bytes, Refused = archive.Refused };
        output.Tell(document, KvJson.Default.ExportDocument, told =>
            Console.Error.WriteLine($"{Formatting.Count(told.Exported.Count, "checkpoint")}, {Formatting.Bytes(told.Bytes)} exported"));
        return archive.Refused.Count > 0 ? ExitCode.Failure : ExitCode.Success;
    }

    /// <summary>A file's length for the bar; 0 for one that is gone.</summary>
    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
