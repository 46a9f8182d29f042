using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary>What <c>kv ls</c> was asked for.</summary>
/// <param name="DirectoryPath">The directory.</param>
/// <param name="Order">The order; null: the directory's own, which needs no memory.</param>
/// <param name="Reason">Only checkpoints stored for this reason.</param>
/// <param name="MinTokens">Only checkpoints of at least so many tokens.</param>
/// <param name="Limit">Only the first so many.</param>
/// <param name="ScoredAt">The time of the eviction scores that are shown, in seconds since 1970; null: none are.</param>
internal sealed record Listing(string DirectoryPath, EntryOrder? Order, string? Reason, uint MinTokens, int Limit, ulong? ScoredAt)
{
    internal TextTable<ScannedCheckpoint> Table { get; } = EntryTable.Listing(ScoredAt);

    internal bool IsWanted(in ScannedCheckpoint file) =>
        file.Header.Tokens >= MinTokens && (Reason is null || file.Header.Reason.Name() == Reason);

    /// <summary>Reads the directory and puts it in order. Holds a hundred-odd bytes for each checkpoint that is listed, and no more for others.</summary>
    /// <exception cref="CommandException">There is no such directory.</exception>
    internal ListedDirectory Read(EntryOrder order, OutputOptions output, CancellationToken cancellation)
    {
        var listed = new OrderedFiles(order, Limit);
        var refused = new List<FaultyFile>();
        DirectoryReading.Each(DirectoryPath, forFile: "show", output, Take, cancellation);
        refused.Sort((left, right) => StringComparer.Ordinal.Compare(left.FileName, right.FileName));
        return new ListedDirectory(listed.InOrder(), listed.Count, listed.Bytes, refused);

        void Take(ScannedFile file)
        {
            if (!file.TryGetCheckpoint(out var checkpoint, out var faulty))
            {
                refused.Add(faulty);
            }
            else if (IsWanted(checkpoint))
            {
                listed.Add(checkpoint);
            }
        }
    }
}

/// <summary>What was found in a directory.</summary>
/// <param name="Files">The checkpoints that are listed.</param>
/// <param name="Count">How many would be without a limit.</param>
/// <param name="Bytes">The bytes of these.</param>
/// <param name="Refused">Files of a checkpoint's name that are none, by name.</param>
internal sealed record ListedDirectory(IReadOnlyList<ScannedCheckpoint> Files, long Count, long Bytes, IReadOnlyList<FaultyFile> Refused);
