using KvCache;

namespace Kv.Verbs;

/// <summary>What <c>kv ls</c> was asked for.</summary>
internal sealed record FolderListing(string Folder, string SortBy, bool Reversed, string? Reason, uint MinTokens)
{
    /// <summary>Reads the folder, now.</summary>
    /// <exception cref="KvException">There is no such folder.</exception>
    internal ListedFolder Read()
    {
        KvFiles.EnsureFolder(Folder);
        var entries = new List<KvcEntry>();
        var refused = new List<(string Path, KvcFault Fault)>();
        foreach (var (path, key) in FolderScan.Files(Folder))
        {
            if (!FolderScan.TryReadEntry(path, key, out var entry, out var fault))
            {
                refused.Add((path, fault));
            }
            else if (IsWanted(entry))
            {
                entries.Add(entry);
            }
        }

        entries.Sort(EntryOrder.By(SortBy, (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds()));
        if (Reversed)
        {
            entries.Reverse();
        }

        refused.Sort((left, right) => StringComparer.Ordinal.Compare(left.Path, right.Path));
        return new ListedFolder(entries, refused);
    }

    private bool IsWanted(KvcEntry entry) =>
        entry.Header.Tokens >= MinTokens && (Reason is null || entry.Header.Reason.NameOf() == Reason);
}

/// <summary>What was found in a folder: checkpoints, and files of a checkpoint's name that are none.</summary>
internal sealed record ListedFolder(IReadOnlyList<KvcEntry> Entries, IReadOnlyList<(string Path, KvcFault Fault)> Refused);
