using System.CommandLine;
using System.Diagnostics;
using Kv.Output;
using KvCache;

namespace Kv.Verbs;

/// <summary><c>kv load</c>: reads a checkpoint's payload, as the engine does.</summary>
internal static class LoadVerb
{
    private static readonly Argument<string> FileArgument = new("FILE") { Description = "The checkpoint file." };
    private static readonly Option<string?> Output = new("--output", "-o") { Description = "Where the payload goes; a file that is not there yet [default: nowhere, it is only read]", HelpName = "FILE" };

    internal static Command Create()
    {
        var command = new Command("load", "Reads a checkpoint: checks its header, text and payload, then reads it all; its pages are dropped.")
        {
            FileArgument, Output, CommonOptions.AnyPayload, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(FileArgument), parsed.GetValue(Output), parsed.GetValue(CommonOptions.AnyPayload), CommonOptions.MannerOf(parsed), cancellation)));
        return command;
    }

    private static int Run(string path, string? outputPath, bool any, Manner manner, CancellationToken cancellation)
    {
        KvFiles.EnsureFile(path);

        using var output = outputPath is null ? Stream.Null : new FileStream(outputPath, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var start = Stopwatch.GetTimestamp();
            var loaded = ProgressBars.OfBytes("loading", manner, file.Length, moved => KvcReader.Load(file, new KvcLoad
            {
                Path = path,
                Key = KvcKey.TryParseFileName(Path.GetFileName(path), out var key) ? key : null,
                Checks = any ? PayloadChecks.None : PayloadChecks.Dsv4,
                Destination = new WatchedStream(output, moved, cancellation),
            }));
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var document = new LoadDocument
            {
                Entry = EntryFacts.Of(path, loaded.Header, loaded.FileBytes, loaded.Header.PayloadOffset + (long)loaded.Header.PayloadBytes),
                Output = outputPath,
                Seconds = seconds,
                Residency = FileResidency.Of(path, IoPolicy.Residency.Of(path)),
            };
            manner.Tell(document, KvJson.Default.LoadDocument, told => Console.Out.WriteLine(
                $"{path}: {Quantity.Count(loaded.Header.Tokens)} tokens, {Quantity.Bytes((long)loaded.Header.PayloadBytes)} of payload in {Quantity.Seconds(seconds)}, {PagesLeft.Of(told.Residency)}"));
            return ExitCode.Success;
        }
        catch when (outputPath is not null)
        {
            // Half a payload is worse than none.
            output.Dispose();
            File.Delete(outputPath);
            throw;
        }
    }
}
