using System.CommandLine;
using System.Formats.Tar;
using IoPolicy;
using Kv.Output;
using KvCache;

namespace Kv.Verbs;

/// <summary><c>kv export</c>: a folder's checkpoints as a tar archive, streamed and verified.</summary>
internal static class ExportVerb
{
    private static readonly Argument<string> Folder = new("FOLDER") { Description = "The cache folder." };
    private static readonly Option<string?> Output = new("--output", "-o") { Description = "The archive; a file that is not there yet [default: standard output]", HelpName = "FILE" };

    internal static Command Create()
    {
        var command = new Command("export", "Writes a folder's checkpoints as a tar archive. What cannot be used is told and left out; no page of it stays cached.")
        {
            Folder, Output, CommonOptions.AnyPayload, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(Folder), parsed.GetValue(Output), parsed.GetValue(CommonOptions.AnyPayload), CommonOptions.MannerOf(parsed), cancellation)));
        return command;
    }

    private static int Run(string folder, string? outputPath, bool any, Manner manner, CancellationToken cancellation)
    {
        KvFiles.EnsureFolder(folder);
        if (outputPath is null && !Console.IsOutputRedirected)
        {
            throw KvException.Usage("an archive is not for a terminal: name a file with --output, or redirect standard output");
        }

        if (outputPath is null && manner.Json)
        {
            throw KvException.Usage("--json needs --output: without it, standard output is the archive");
        }

        var (sound, refused) = Verify(folder, any, manner, cancellation);
        var bytes = sound.Sum(entry => entry.FileBytes);
        using (var output = new ArchiveOutput(outputPath))
        {
            ProgressBars.OfBytes("exporting", manner, bytes, moved => Write(sound, output.Stream, moved, cancellation));
            output.Keep();
        }

        // Standard output may be the archive.
        var document = new ExportDocument { Archive = outputPath ?? "", Exported = [.. sound.Select(EntryFacts.Of)], Bytes = bytes, Refused = refused };
        manner.Tell(document, KvJson.Default.ExportDocument, told =>
            Console.Error.WriteLine($"{Quantity.Count(told.Exported.Count, "checkpoint")}, {Quantity.Bytes(told.Bytes)} exported"));
        return refused.Count > 0 ? ExitCode.Failure : ExitCode.Success;
    }

    private static (List<KvcEntry> Sound, List<FaultFacts> Refused) Verify(string folder, bool any, Manner manner, CancellationToken cancellation)
    {
        var sound = new List<KvcEntry>();
        var refused = new List<FaultFacts>();
        foreach (var verification in FolderReading.Verify(folder, new KvcVerifyOptions { Checks = any ? PayloadChecks.None : PayloadChecks.Dsv4 }, manner, cancellation))
        {
            if (verification is { IsSound: true, Entry: { } entry })
            {
                sound.Add(entry);
            }

            foreach (var finding in verification.Findings.Where(finding => finding.Severity == KvcSeverity.Error))
            {
                Console.Error.WriteLine($"kv: {verification.Path}: {finding}; left out");
                refused.Add(FaultFacts.Of(verification.Path, finding.Fault));
            }
        }

        sound.Sort((left, right) => StringComparer.Ordinal.Compare(left.FileName, right.FileName));
        return (sound, refused);
    }

    private static bool Write(List<KvcEntry> entries, Stream output, Action<long> moved, CancellationToken cancellation)
    {
        using var archive = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var entry in entries)
        {
            using var file = new DropBehindStream(new FileStream(entry.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
            archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry.Key.FileName)
            {
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                ModificationTime = File.GetLastWriteTimeUtc(entry.Path),
                DataStream = new WatchedStream(file, moved, cancellation),
            });
        }

        return true;
    }
}
