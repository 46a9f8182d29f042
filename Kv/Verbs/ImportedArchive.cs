using System.Formats.Tar;
using Kv.Output;
using KvCache;

namespace Kv.Verbs;

/// <summary>An archive on its way into a folder. Nothing in it is trusted: names are keys or nothing, and each file is loaded before it counts.</summary>
internal sealed class ImportedArchive(CacheFolder folder, string name)
{
    private readonly List<RefusedMember> _refused = [];

    internal int Imported { get; private set; }

    internal int Kept { get; private set; }

    internal IReadOnlyList<RefusedMember> Refused => _refused;

    /// <summary>Reads the archive to its end.</summary>
    /// <exception cref="KvException">It is no tar archive, or cut short; what came before is imported.</exception>
    internal bool Read(Stream archive)
    {
        try
        {
            using var reader = new TarReader(archive, leaveOpen: true);
            while (reader.GetNextEntry() is { } entry)
            {
                if (entry.EntryType != TarEntryType.Directory)
                {
                    Take(entry);
                }
            }

            return true;
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new KvException($"{name}: expected a tar archive, found none, or one that is damaged or cut short: {failure.Message}", failure);
        }
    }

    private void Take(TarEntry entry)
    {
        // An archive that tar made of a folder has ./ before each name.
        var fileName = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !KvcKey.TryParseFileName(fileName, out var key))
        {
            Refuse(entry, "expected a file of 40 hexadecimal digits and .kv, found another name, or no file");
            return;
        }

        try
        {
            if (folder.Import(key, entry.DataStream ?? Stream.Null).Outcome == StoreOutcome.Stored)
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
    }

    private void Refuse(TarEntry entry, string why)
    {
        var member = new RefusedMember(string.Concat(entry.Name.Where(character => !char.IsControl(character))), why);
        Console.Error.WriteLine($"kv: {name}: {member.Name}: {member.Reason}");
        _refused.Add(member);
    }
}
