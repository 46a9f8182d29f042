using System.Formats.Tar;
using IoPolicy;
using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary>
/// Writes the archive of <c>kv export</c>. Opens each file only once, so the archived file is the verified file even if
/// another process replaces it in the meantime.
/// </summary>
internal sealed class ExportedArchive(KvcVerifyOptions options)
{
    private readonly List<EntryFacts> _exported = [];
    private readonly List<FaultFacts> _refused = [];

    internal IReadOnlyList<EntryFacts> Exported => _exported;

    /// <summary>The number of bytes of the archived checkpoints.</summary>
    internal long Bytes { get; private set; }

    internal IReadOnlyList<FaultFacts> Refused => _refused;

    /// <summary>Writes the usable files. Skips files that no longer exist.</summary>
    /// <exception cref="CommandException">Descriptors or memory are short, so the archive would lack sound files.</exception>
    /// <exception cref="IOException">A file could not be read, or the archive could not be written.</exception>
    internal bool Write(IEnumerable<string> paths, Stream output)
    {
        // A failure must not dispose of the writer, because its last blocks would make an incomplete archive look complete.
        var archive = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var path in paths)
        {
            using var file = Open(path);
            if (file is not null && Verify(file, path) is { } entry)
            {
                Write(archive, file, entry);
            }
        }

        archive.Dispose();
        return true;
    }

    private FileStream? Open(string path)
    {
        if (new CandidateFile(path, IsListed: true).Open(out OpenFailure? failure) is { } file)
        {
            return new FileStream(file, FileAccess.Read, bufferSize: 0);
        }

        if (failure!.Kind == OpenFailureKind.Shortage)
        {
            throw new CommandException($"{path}: {failure.Reason}");
        }

        if (failure.Kind != OpenFailureKind.Gone)
        {
            Refuse(path, failure.Found is { } found ? KvcFaults.OtherKind(found) : KvcFaults.CannotOpen(failure.Reason));
        }

        return null;
    }

    private KvcEntry? Verify(FileStream file, string path)
    {
        var verification = KvcVerifier.Verify(file, path, options);
        foreach (var finding in verification.Findings.Where(finding => finding.Severity == KvcSeverity.Error || finding.Fault.Kind == KvcFaultKind.Newer))
        {
            Refuse(path, finding.Fault);
        }

        return verification is { IsSound: true, IsNewer: false } ? verification.Entry : null;
    }

    private void Write(TarWriter archive, FileStream file, KvcEntry entry)
    {
        file.Position = 0;
        using var data = new DropBehindStream(file, new() { LeaveOpen = true });
        archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, IsSystemPrompt(entry) ? entry.FileName : entry.Key.FileName)
        {
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            ModificationTime = File.GetLastWriteTimeUtc(file.SafeFileHandle),
            DataStream = new VerifiedBytes(data, entry.Path, entry.FileBytes),
        });
        _exported.Add(EntryFacts.Of(entry));
        Bytes += entry.FileBytes;
    }

    private static bool IsSystemPrompt(KvcEntry entry) => entry.FileName == AgentDirectory.SystemPromptFileName;

    private void Refuse(string path, KvcFault fault)
    {
        Console.Error.WriteLine($"kv: {path}: {(fault.Kind == KvcFaultKind.Newer ? "" : "error ")}{fault}; omitted");
        _refused.Add(FaultFacts.Of(path, fault));
    }
}
