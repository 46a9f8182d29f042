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
    private static readonly Option<bool> Any = new("--any-payload") { Description = "Take payloads for any bytes; do not check that they are sessions." };

    internal static Command Create()
    {
        var command = new Command("export", "Writes a folder's checkpoints as a tar archive. What cannot be used is told and left out; no page of it stays cached.")
        {
            Folder, Output, Any, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(Folder), parsed.GetValue(Output), parsed.GetValue(Any), parsed.GetValue(CommonOptions.Quiet), cancellation)));
        return command;
    }

    private static int Run(string folder, string? outputPath, bool any, bool quiet, CancellationToken cancellation)
    {
        KvFiles.EnsureFolder(folder);
        if (outputPath is null && !Console.IsOutputRedirected)
        {
            throw KvException.Usage("an archive is not for a terminal: name a file with --output, or redirect standard output");
        }

        var (sound, bad) = Verify(folder, any);
        using (var output = new ArchiveOutput(outputPath))
        {
            TransferBar.Show("exporting", quiet, sound.Sum(entry => entry.FileBytes), moved => Write(sound, output.Stream, moved, cancellation));
            output.Keep();
        }

        if (!quiet)
        {
            Console.Error.WriteLine($"{Quantity.Count(sound.Count, "checkpoint")}, {Quantity.Bytes(sound.Sum(entry => entry.FileBytes))} exported");
        }

        return bad ? ExitCode.Failure : ExitCode.Success;
    }

    private static (List<KvcEntry> Sound, bool Bad) Verify(string folder, bool any)
    {
        var sound = new List<KvcEntry>();
        var bad = false;
        foreach (var verification in KvcVerifier.VerifyFolder(folder, new KvcVerifyOptions { Checks = any ? PayloadChecks.None : PayloadChecks.Dsv4 }))
        {
            if (verification is { IsSound: true, Entry: { } entry })
            {
                sound.Add(entry);
            }

            foreach (var finding in verification.Findings.Where(finding => finding.Severity == KvcSeverity.Error))
            {
                Console.Error.WriteLine($"kv: {verification.Path}: {finding}; left out");
                bad = true;
            }
        }

        sound.Sort((left, right) => StringComparer.Ordinal.Compare(left.FileName, right.FileName));
        return (sound, bad);
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
