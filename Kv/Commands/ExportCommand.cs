using System.CommandLine;
using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary><c>kv export</c>: verifies the checkpoints of a directory and writes them as a tar archive.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> DirectoryPath = OptionKinds.Path("DIRECTORY", "The cache directory.");
    private static readonly Option<string?> Output = OptionKinds.PathOption("FILE", "Write the archive to a new file, or to standard output with -. Default: -.", "--output", "-o");

    internal static Command Create()
    {
        var command = new Command("export", "Write the checkpoints of a directory as a tar archive. Reports and omits unusable files. Leaves no page cached.")
        {
            DirectoryPath, Output, CommonOptions.AnyPayload, CommonOptions.Json, OptionKinds.Quiet,
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
        string[] paths = [.. DirectoryScan.Files(directory).Select(file => file.Path).Order(StringComparer.Ordinal), .. SystemPromptIn(directory)];
        var archive = new ExportedArchive(options);
        ProductOutput.Write(
            outputPath,
            "the archive",
            stream => ProgressBars.OfBytes("exporting", output, paths.Sum(LengthOf), moved => archive.Write(paths, new ProgressStream(stream, moved, cancellation))),
            cancellation);

        // Standard error receives the summary, because standard output may be the archive.
        var document = new ExportDocument { Archive = outputPath, Exported = archive.Exported, Bytes = archive.Bytes, Refused = archive.Refused };
        output.Report(document, static () => KvJson.Default.ExportDocument, exported =>
            Console.Error.WriteLine($"{Formatting.Count(exported.Exported.Count, "checkpoint")}, {Formatting.Bytes(exported.Bytes)} exported"));
        return archive.Refused.Count > 0 ? ExitCode.Failure : ExitCode.Success;
    }

    /// <summary>Gets the path of the system prompt of ds4's agent. Its name sorts behind those of all checkpoints.</summary>
    private static string[] SystemPromptIn(string directory) =>
        Path.Combine(directory, AgentDirectory.SystemPromptFileName) is var path && File.Exists(path) ? [path] : [];

    /// <summary>Gets the length of a file for the progress bar; 0 if the file no longer exists.</summary>
    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
