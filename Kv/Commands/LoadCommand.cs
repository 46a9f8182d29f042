using System.CommandLine;
using System.Diagnostics;
using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary><c>kv load</c>: reads the payload of a checkpoint, as the engine does.</summary>
internal static class LoadCommand
{
    private static readonly Argument<string> FileArgument = OptionKinds.Path("FILE", "The checkpoint file.");
    private static readonly Option<string?> Output = OptionKinds.PathOption("FILE", "Write the payload to a new file, or to standard output with -. Default: discard the payload.", "--output", "-o");

    internal static Command Create()
    {
        var command = new Command("load", "Read and check the header, the text and the payload of a checkpoint, and drop its pages.")
        {
            FileArgument, Output, CommonOptions.AnyPayload, CommonOptions.Json, OptionKinds.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(FileArgument), parsed.GetValue(Output), parsed.GetValue(CommonOptions.AnyPayload), CommonOptions.OutputOptionsOf(parsed), cancellation)));
        return command;
    }

    private static int Run(string path, string? outputPath, bool any, OutputOptions output, CancellationToken cancellation)
    {
        if (outputPath == ProductOutput.StandardOutput)
        {
            ProductOutput.CheckStandardOutput("the payload", output);
        }

        KvFiles.EnsureFile(path, directoryCommand: "ls");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var start = Stopwatch.GetTimestamp();
        var loaded = outputPath is null ? Load(Stream.Null) : ProductOutput.Write(outputPath, "the payload", Load, cancellation);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var document = new LoadDocument
        {
            Entry = EntryFacts.Of(path, loaded.Header, loaded.FileBytes, loaded.Header.PayloadOffset + (long)loaded.Header.PayloadBytes),
            Output = outputPath,
            Seconds = seconds,
            Residency = FileResidency.Of(path, IoPolicy.PageCache.GetResidency(path)),
        };
        var report = outputPath == ProductOutput.StandardOutput ? Console.Error : Console.Out;
        output.Report(document, static () => KvJson.Default.LoadDocument, result => report.WriteLine(loaded.Header.IsStripped
            ? $"{path}: a stripped session of {Formatting.Count(loaded.Header.Tokens, "token")}: it has a text and no payload"
            : $"{path}: {Formatting.Count(loaded.Header.Tokens, "token")}, {Formatting.Bytes((long)loaded.Header.PayloadBytes)} of payload in {Formatting.Seconds(seconds)}, {PagesLeft.Of(result.Residency)}"));
        return ExitCode.Success;

        KvcLoaded Load(Stream destination) => ProgressBars.OfBytes("loading", output, file.Length, moved => KvcReader.Load(file, new KvcLoad
        {
            Path = path,
            Key = KvcKey.TryParseFileName(Path.GetFileName(path), out var key) ? key : null,
            Checks = any ? PayloadChecks.None : PayloadChecks.Dsv4,
            AllowsStripped = true,
            Destination = new ProgressStream(destination, moved, cancellation),
        }));
    }
}
