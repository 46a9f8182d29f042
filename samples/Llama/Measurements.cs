namespace LlamaSample;

/// <summary>The effect of a save or a load on the page cache.</summary>
/// <param name="StatePagesLeft">The cached pages of the session's files after the save or load.</param>
/// <param name="WeightPagesLost">The pages of the weights that the save or load evicted.</param>
/// <param name="KibForNextToken">The KiB that the process read from the disk to evaluate the next token.</param>
internal sealed record Effect(long StatePagesLeft, long WeightPagesLost, long KibForNextToken)
{
    /// <summary>Gets the median of each figure.</summary>
    internal static Effect Median(IReadOnlyCollection<Effect> effects) => new(
        Median(effects, static effect => effect.StatePagesLeft),
        Median(effects, static effect => effect.WeightPagesLost),
        Median(effects, static effect => effect.KibForNextToken));

    private static long Median(IReadOnlyCollection<Effect> effects, Func<Effect, long> figure) =>
        effects.Select(figure).Order().ElementAt((effects.Count - 1) / 2);
}

/// <summary>A message of a child process: the effect of one save or load, and the tokens with which the engine continues the session.</summary>
internal sealed record ChildMessage(string Way, bool Policy, Effect Effect, int[] Tokens, int[]? TokensWithoutSession);

/// <summary>A row of the table: medians of all runs.</summary>
internal sealed record Row(string Way, bool Policy, Effect Save, Effect Load, bool SameTokens);

/// <summary>The whole result.</summary>
/// <param name="NoPressure">The reason why there was no memory limit; null: there was one.</param>
/// <param name="WeightPages">The pages of the model's file.</param>
/// <param name="StatePages">The pages of the session's state.</param>
/// <param name="Tokens">The tokens that follow the session in the process that evaluated the prompt.</param>
/// <param name="TokensWithoutSession">The tokens that follow in a process without the session.</param>
/// <param name="Rows">One row for each way, without and with its policy.</param>
internal sealed record Outcome(string? NoPressure, long WeightPages, long StatePages, int[] Tokens, int[] TokensWithoutSession, IReadOnlyList<Row> Rows);
