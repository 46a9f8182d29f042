namespace KvCache;

/// <summary>Decides when a growing session is stored next. Each session has its own object. Not thread-safe.</summary>
/// <param name="policy">The intervals.</param>
public sealed class ContinuedStores(StorePolicy policy)
{
    /// <summary>The tokens of the last store, or of the loaded checkpoint.</summary>
    public int LastStored { get; private set; }

    /// <summary>Gets the number of tokens to store now: <paramref name="liveTokens"/>, or 0 if it is not time for a store.</summary>
    /// <param name="liveTokens">The tokens of the session now, at least 0.</param>
    public int Target(int liveTokens)
    {
        var step = policy.ContinuedStep;
        return step > 0 && liveTokens >= policy.MinTokens && liveTokens % step == 0 && liveTokens > LastStored ? liveTokens : 0;
    }

    /// <summary>Records a store of this many tokens.</summary>
    public void Note(int tokens) => LastStored = Math.Max(LastStored, tokens);

    /// <summary>Records a load of this many tokens. The next interval starts there, even if the number is smaller than before.</summary>
    public void Loaded(int tokens) => LastStored = tokens;

    /// <summary>
    /// Skips the store that <see cref="Target"/> requests at this number of tokens. Pass the result to <see cref="Restore"/>. The result is
    /// -1 if <see cref="Target"/> requests no store.
    /// </summary>
    /// <param name="tokens">The tokens of the session now, at least 0.</param>
    public int Suppress(int tokens)
    {
        if (Target(tokens) != tokens)
        {
            return -1;
        }

        var before = LastStored;
        Note(tokens);
        return before;
    }

    /// <summary>Undoes a <see cref="Suppress"/>, unless a store followed it.</summary>
    /// <param name="before">The result of <see cref="Suppress"/>; -1 does nothing.</param>
    /// <param name="suppressed">The tokens that <see cref="Suppress"/> received.</param>
    public void Restore(int before, int suppressed)
    {
        if (before >= 0 && LastStored == suppressed)
        {
            LastStored = before;
        }
    }
}
