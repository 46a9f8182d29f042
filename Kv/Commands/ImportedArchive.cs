using System.Formats.Tar;
using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary>
/// An archive on its way into a directory. Nothing in it is trusted: names are keys or nothing, and each file is loaded
/// before it counts.
/// </summary>
internal sealed class ImportedArchive(CacheDirectory directory, string name, CancellationToken cancellation)
{
    /// <summary>The longest header that an archive may have: PATH_MAX is 4,096 bytes, and a pax header has some 20 fields.</summary>
    private const int MaxHeaderBytes = 1 << 20;

    private const int MaxNameLength = 255;

    private readonly List<RefusedMember> _refused = [];

    internal int Imported { get; private set; }

    internal int Kept { get; private set; }

    internal IReadOnlyList<RefusedMember> Refused => _refused;

    /// <summary>What an interruption leaves behind.</summary>
    internal string Consequence => Imported == 0
        ? "no checkpoint was imported"
        : $"{Formatting.Count(Imported, "checkpoint")} imported before that {(Imported == 1 ? "stays" : "stay")}";

    /// <summary>Reads the archive to its end.</summary>
    /// <exception cref="CommandException">It is no tar archive, or cut short, or has a member that .NET's reader cannot read.</exception>
    /// <exception cref="IOException">The archive could not be read, or a file not written.</exception>
    internal bool Read(Stream archive)
    {
        var input = new ArchiveInput(archive, MaxHeaderBytes);
        using var reader = new TarReader(input, leaveOpen: true);
        while (Next(reader, input) is { } entry)
        {
            Take(entry);
        }

        if (!input.EndsWithZeros())
        {
            throw new CommandException($"{name}: more data follows the archive's end, and was not imported: import one archive at a time");
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

    private void Take(TarEntry entry)
    {
        if (ObstacleOf(entry) is not { } obstacle)
        {
            Take(entry, KeyOf(entry.Name)!.Value);
        }
        else if (obstacle.Length > 0)
        {
            Refuse(entry, obstacle);
        }
    }

    private void Take(TarEntry entry, KvcKey key)
    {
        try
        {
            if (directory.Import(key, entry.DataStream ?? Stream.Null, cancellation).Outcome == StoreOutcome.Stored)
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
            Refuse(entry, failure.Fault.ToString());
        }
        catch (EndOfStreamException failure)
        {
            throw Damaged(failure);
        }
        catch (ArgumentOutOfRangeException failure)
        {
            throw new CommandException($"{directory.PathOf(key)}: {FailureSentence.ReasonOf(failure)}", failure);
        }
    }

    /// <summary>Why a member is not imported; empty for one that only describes the archive or a directory; null where it is imported.</summary>
    private static string? ObstacleOf(TarEntry entry) => entry.EntryType switch
    {
        TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes or TarEntryType.TapeVolume or TarEntryType.DirectoryList => "",
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile when IsSparse(entry) =>
            "expected a whole file, found a sparse one: make the archive without --sparse",
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile => NameObstacleOf(entry.Name),
        TarEntryType.SymbolicLink or TarEntryType.HardLink => "expected a file, found a link: its file is imported by the name that it is stored under",
        TarEntryType.CharacterDevice or TarEntryType.BlockDevice or TarEntryType.Fifo => "expected a file, found a pipe or a device",
        _ => $"expected a file, found a member of type '{(char)entry.EntryType}'",
    };

    private static string? NameObstacleOf(string path) =>
        path.Split('/').Contains("..") ? "expected a path inside the archive, found one with '..'"
        : KeyOf(path) is null ? "expected a file of 40 hexadecimal digits and .kv, found another name"
        : null;

    /// <summary>The key by the last part of a member's path. The directories above it say nothing of a checkpoint.</summary>
    private static KvcKey? KeyOf(string path) => KvcKey.TryParseFileName(path.AsSpan(path.LastIndexOf('/') + 1), out var key) ? key : null;

    /// <summary>GNU tar's pax form of a sparse file: its data are a map and the parts that are no holes.</summary>
    private static bool IsSparse(TarEntry entry) =>
        entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.Any(attribute => attribute.StartsWith("GNU.sparse.", StringComparison.Ordinal));

    private CommandException Damaged(Exception failure) => failure is NotSupportedException
        ? new($"{name}: expected a tar archive of whole files, found another form: {failure.Message}", failure)
        : new($"{name}: expected a tar archive, found none, or one that is damaged or cut short: {failure.Message}", failure);

    private void Refuse(TarEntry entry, string why)
    {
        // Many members may be refused, and a name may be as long as a header.
        var member = new RefusedMember(PlainText.Of(entry.Name.Length > MaxNameLength ? entry.Name[..MaxNameLength] + "…" : entry.Name), why);
        Console.Error.WriteLine($"kv: {name}: {member.Name}: {member.Reason}");
        _refused.Add(member);
    }
}
