namespace KvCache;

/// <summary>What became of a checkpoint, and what had to go for it. Immutable.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Entry">The file, where there is one.</param>
/// <param name="Evicted">Files removed to keep the directory's budget.</param>
public sealed record StoreResult(StoreOutcome Outcome, KvcEntry? Entry, IReadOnlyList<KvcEntry> Evicted)
{
    /// <summary>Whether a usable file of the text is there now.</summary>
    public bool IsAvailable => Outcome <= StoreOutcome.ToolMapAdded;

    /// <summary>
    /// What could not be done after the file had its name: another spelling of the name, or a file over the budget, that
    /// was not removed.
    /// </summary>
    public IReadOnlyList<FileFailure> Failures { get; init; } = [];

    internal static StoreResult Refused(StoreOutcome outcome) => new(outcome, null, []);
}
