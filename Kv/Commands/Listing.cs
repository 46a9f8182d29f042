using System.Text;
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
    private const int ShownTitleBytes = 40;

    /// <summary>Whether the titles of agents' sessions are read, which takes more than the headers.</summary>
    internal bool HasTitles { get; init; }

    /// <summary>The directory for temporary files if only stale files are listed; null: all files are.</summary>
    internal string? StaleIn { get; init; }

    internal TextTable<ScannedCheckpoint> Table => field ??= EntryTable.Listing(ScoredAt, HasTitles ? file => TitleOf(file, ShownTitleBytes) ?? "" : null);

    internal bool IsWanted(in ScannedCheckpoint file) =>
        file.Header.Tokens >= MinTokens
        && (Reason is null || file.Header.Reason.Name() == Reason)
        && (StaleIn is null || file.Header is { PayloadAbi: KvcHeader.OldPayloadAbi, IsNewer: false });

    /// <summary>The title of an agent's session; null for another file.</summary>
    internal string? TitleOf(in ScannedCheckpoint file, int maxBytes) =>
        file.Header.PayloadAbi == KvcHeader.CurrentPayloadAbi
        && (file.Header.Reason == KvcReason.AgentSession || file.Header.Extensions.HasFlag(KvcExtensions.SessionTitle))
            ? Encoding.UTF8.GetString(AgentFile.Describe(file.EntryIn(DirectoryPath), maxBytes).Title.Span)
            : null;

    /// <summary>Payloads that a ds4 left behind; none unless stale files are listed.</summary>
    internal IReadOnlyList<FileInfo> AbandonedPayloads() => StaleIn is null ? [] : StalePayloads.In(StaleIn);

    /// <summary>Reads the directory and puts it in order. Holds a hundred-odd bytes for each checkpoint that is listed, and no more for others.</summary>
    /// <exception cref="CommandException">There is no such directory.</exception>
    internal ListedDirectory Read(EntryOrder order, OutputOptions output, CancellationToken cancellation)
    {
        var listed = new OrderedFiles(order, Limit);
        var faultyFiles = new List<FaultyFile>();
        DirectoryReading.Each(DirectoryPath, forFile: "show", output, Take, cancellation);
        faultyFiles.Sort((left, right) => StringComparer.Ordinal.Compare(left.FileName, right.FileName));
        return new ListedDirectory(listed.InOrder(), listed.Count, listed.Bytes, faultyFiles);

        void Take(ScannedFile file)
        {
            if (!file.TryGetCheckpoint(out var checkpoint, out var faulty))
            {
                faultyFiles.Add(faulty);
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
/// <param name="Faulty">Files of a checkpoint's name that are none, or of a newer program, by name.</param>
internal sealed record ListedDirectory(IReadOnlyList<ScannedCheckpoint> Files, long Count, long Bytes, IReadOnlyList<FaultyFile> Faulty);
