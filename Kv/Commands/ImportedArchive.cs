using System.Formats.Tar;
using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary>
/// Reads the archive of <c>kv import</c> and trusts none of it. The name of a member must be that of a checkpoint or of the system
/// prompt, and the directory loads each file before it accepts the file.
/// </summary>
internal sealed class ImportedArchive(CacheDirectory directory, string name, CancellationToken cancellation)
{
    /// <summary>The sentence about an interruption before the first stored checkpoint.</summary>
    internal const string NothingImported = "no checkpoint was imported";

    /// <summary>The maximum number of bytes in a header. PATH_MAX is 4,096 bytes, and a pax header has about 20 fields.</summary>
    private const int MaxHeaderBytes = 1 << 20;

    private const int MaxNameLength = 255;

    private readonly List<RefusedMember> _refused = [];

    internal int Imported { get; private set; }

    internal int Kept { get; private set; }

    internal IReadOnlyList<RefusedMember> Refused => _refused;

    /// <summary>The remaining change after an interruption.</summary>
    internal string Consequence => Imported == 0
        ? NothingImported
        : $"{Formatting.Count(Imported, "checkpoint")} imported before that {(Imported == 1 ? "remains" : "remain")}";

    /// <summary>Reads the archive to its end.</summary>
    /// <exception cref="CommandException">The archive is not in tar format, is cut short, or has a member that .NET's reader cannot read.</exception>
    /// <exception cref="IOException">The archive could not be read, or a file could not be written.</exception>
    internal bool Read(Stream archive)
    {
        var input = new ArchiveInput(archive, MaxHeaderBytes);
        using var reader = new TarReader(input, leaveOpen: true);
        while (Next(reader, input) is { } entry)
        {
            Process(entry);
        }

        if (!input.EndsWithZeros())
        {
            throw new CommandException($"{name}: more data follows the end of the archive and was not imported: import one archive at a time");
        }

        return true;
    }

    private TarEntry? Next(TarReader reader, ArchiveInput input)
    {
        try
        {
            return input.ReadHeader(() => reader.GetNextEntry());
        }
        catch (Exception failure) when (input.Failure is null && failure is not OperationCanceledException)
        {
            throw Damaged(failure);
        }
    }

    private void Process(TarEntry entry)
    {
        if (ReasonToSkip(entry) is not { } reason)
        {
            Import(entry);
        }
        else if (reason.Length > 0)
        {
            Reject(entry, reason);
        }
    }

    private void Import(TarEntry entry)
    {
        try
        {
            if (Store(FileNameOf(entry.Name), entry.DataStream ?? Stream.Null).Outcome == StoreOutcome.Stored)
            {
                Imported++;
            }
            else
            {
                Kept++;
            }
        }
        catch (KvcFormatException failure)
        {
            Reject(entry, failure.Fault.ToString());
        }
        catch (EndOfStreamException failure)
        {
            throw Damaged(failure);
        }
        catch (IOException) when (Directory.Exists(Path.Combine(directory.Path, FileNameOf(entry.Name).ToString())))
        {
            // A rename replaces a link, a pipe or a device, but not a directory (rename(2)).
            Reject(entry, "expected a free name or the name of a file, found a directory of this name");
        }
        catch (ArgumentOutOfRangeException failure)
        {
            throw new CommandException($"{Path.Combine(directory.Path, FileNameOf(entry.Name).ToString())}: {FailureSentence.ReasonOf(failure)}", failure);
        }
    }

    private StoreResult Store(ReadOnlySpan<char> fileName, Stream file) => KvcKey.TryParseFileName(fileName, out var key)
        ? directory.Import(key, file, cancellation)
        : directory.ImportSystemPrompt(file, cancellation);

    /// <summary>Gets the reason for not importing a member. The reason is empty for metadata and directories, and null for a checkpoint.</summary>
    private static string? ReasonToSkip(TarEntry entry) => entry.EntryType switch
    {
        TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes or TarEntryType.TapeVolume or TarEntryType.DirectoryList => "",
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile when IsSparse(entry) =>
            "expected a whole file, found a sparse one: make the archive without --sparse",
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile => ReasonToSkip(entry.Name),
        TarEntryType.SymbolicLink or TarEntryType.HardLink => "expected a file, found a link: only the member with the file's data is imported",
        TarEntryType.CharacterDevice or TarEntryType.BlockDevice or TarEntryType.Fifo => "expected a file, found a pipe or a device",
        _ => $"expected a file, found a member of type '{(char)entry.EntryType}'",
    };

    private static string? ReasonToSkip(string path) =>
        path.Split('/').Contains("..") ? "expected a path inside the archive, found a path with '..'"
        : !IsCacheFile(FileNameOf(path)) ? "expected a name of 40 hexadecimal digits and .kv, or sysprompt.kv, found another name"
        : null;

    private static bool IsCacheFile(ReadOnlySpan<char> fileName) =>
        KvcKey.TryParseFileName(fileName, out _) || fileName is AgentDirectory.SystemPromptFileName;

    /// <summary>Gets the last part of a member's path. The directories of the path have no meaning.</summary>
    private static ReadOnlySpan<char> FileNameOf(string path) => path.AsSpan(path.LastIndexOf('/') + 1);

    /// <summary>Decides whether a member is a sparse file in GNU tar's pax form, whose data are a map and the parts between the holes.</summary>
    private static bool IsSparse(TarEntry entry) =>
        entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.Any(attribute => attribute.StartsWith("GNU.sparse.", StringComparison.Ordinal));

    private CommandException Damaged(Exception failure) => failure is NotSupportedException
        ? new($"{name}: expected a tar archive of whole files, found another form: {failure.Message}", failure)
        : new($"{name}: expected a tar archive, found other, damaged or incomplete data: {failure.Message}", failure);

    private void Reject(TarEntry entry, string reason)
    {
        // The name is cut, because an archive may have many such members, and a name may be as long as a header.
        var member = new RefusedMember(PlainText.From(entry.Name.Length > MaxNameLength ? entry.Name[..MaxNameLength] + "…" : entry.Name), reason);
        Console.Error.WriteLine($"kv: {name}: {member.Name}: {member.Reason}");
        _refused.Add(member);
    }
}
