using System.Text;
using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary>The options of <c>kv ls</c>.</summary>
/// <param name="DirectoryPath">The directory.</param>
/// <param name="Order">The order; null: the order of the directory, which needs no memory.</param>
/// <param name="Reason">The store reason of the listed checkpoints; null: any.</param>
/// <param name="MinTokens">The lowest number of tokens of the listed checkpoints.</param>
/// <param name="Limit">The maximum number of listed checkpoints.</param>
/// <param name="ScoredAt">The time of the eviction scores, in seconds since 1970; null: the list has no scores.</param>
internal sealed record Listing(string DirectoryPath, EntryOrder? Order, string? Reason, uint MinTokens, int Limit, ulong? ScoredAt)
{
    private const int ShownTitleBytes = 40;

    /// <summary>Whether the list has the titles of agent sessions. Titles need reads beyond the headers.</summary>
    internal bool HasTitles { get; init; }

    /// <summary>The directory of ds4's abandoned payloads, if the list has only stale files; null if it has all files.</summary>
    internal string? StaleIn { get; init; }

    internal TextTable<ScannedCheckpoint> Table => field ??= EntryTable.Listing(ScoredAt, HasTitles ? file => TitleOf(file, ShownTitleBytes) ?? "" : null);

    internal bool IsWanted(in ScannedCheckpoint file) =>
        file.Header.Tokens >= MinTokens
        && (Reason is null || file.Header.Reason.Name() == Reason)
        && (StaleIn is null || StaleFiles.IsStale(file.Header));

    /// <summary>Reads the title of an agent session; null for another file.</summary>
    internal string? TitleOf(in ScannedCheckpoint file, int maxBytes) =>
        file.Header.PayloadAbi == KvcHeader.CurrentPayloadAbi
        && (file.Header.Reason == KvcReason.AgentSession || file.Header.Extensions.HasFlag(KvcExtensions.SessionTitle))
            ? Encoding.UTF8.GetString(AgentFile.Describe(file.EntryIn(DirectoryPath), maxBytes).Title.Span)
            : null;

    /// <summary>Finds the system prompt of ds4's agent if the list has only stale files. <see cref="IsWanted"/> decides whether it is stale.</summary>
    internal IEnumerable<ScannedFile> StaleSystemPrompt() => StaleIn is null
        ? []
        : DirectoryScan.SystemPrompt(DirectoryPath).Select(entry => new ScannedFile(ScannedCheckpoint.From(entry)));

    /// <summary>Finds the abandoned payloads of ds4 if the list has only stale files.</summary>
    internal IReadOnlyList<FileInfo> AbandonedPayloads() => StaleIn is null ? [] : StalePayloads.In(StaleIn);

    /// <summary>Reads and sorts the directory. Uses about a hundred bytes of memory for each listed checkpoint, and none for the others.</summary>
    /// <exception cref="CommandException">The directory does not exist.</exception>
    internal ListedDirectory Read(EntryOrder order, OutputOptions output, CancellationToken cancellation)
    {
        var listed = new OrderedFiles(order, Limit);
        var faultyFiles = new List<FaultyFile>();
        DirectoryReading.ReadHeaders(DirectoryPath, fileCommand: "show", output, Take, cancellation);
        foreach (var file in StaleSystemPrompt())
        {
            Take(file);
        }

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

/// <summary>The result of reading a directory.</summary>
/// <param name="Files">The listed checkpoints.</param>
/// <param name="Count">The number of checkpoints without the limit.</param>
/// <param name="Bytes">The bytes of the checkpoints without the limit.</param>
/// <param name="Faulty">The files with the name of a checkpoint that are damaged or from a newer program, sorted by name.</param>
internal sealed record ListedDirectory(IReadOnlyCollection<ScannedCheckpoint> Files, long Count, long Bytes, IReadOnlyList<FaultyFile> Faulty);
