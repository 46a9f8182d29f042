namespace KvCache;

/// <summary>The result of a store. Immutable.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Entry">The file; null if there is none.</param>
/// <param name="Evicted">The files removed for the directory's budget.</param>
public sealed record StoreResult(StoreOutcome Outcome, KvcEntry? Entry, IReadOnlyList<KvcEntry> Evicted)
{
    /// <summary>Whether a usable file of the text exists now.</summary>
    public bool IsAvailable => Outcome <= StoreOutcome.ToolMapAdded;

    /// <summary>The failures after the rename: another spelling of the name, or a file over the budget, that was not removed.</summary>
    public IReadOnlyList<FileFailure> Failures { get; init; } = [];

    internal static StoreResult Refused(StoreOutcome outcome) => new(outcome, null, []);
}
