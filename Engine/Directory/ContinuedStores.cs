namespace KvCache;

/// <summary>Where a growing session was stored last, and where it is due next. For one session, on one thread.</summary>
/// <param name="policy">The intervals.</param>
public sealed class ContinuedStores(StorePolicy policy)
{
    /// <summary>The tokens of the last store, or of the checkpoint that the session was loaded from.</summary>
    public int LastStored { get; private set; }

    /// <summary>The length to store now: <paramref name="liveTokens"/>, or 0 where none is due.</summary>
    /// <param name="liveTokens">The tokens of the session now; 0 and more.</param>
    public int Target(int liveTokens)
    {
        var step = policy.ContinuedStep;
        return step > 0 && liveTokens >= policy.MinTokens && liveTokens % step == 0 && liveTokens > LastStored ? liveTokens : 0;
    }

    /// <summary>A checkpoint of so many tokens was stored.</summary>
    public void Note(int tokens) => LastStored = Math.Max(LastStored, tokens);

    /// <summary>A checkpoint of so many tokens was loaded: counting goes on from it, also backwards.</summary>
    public void Loaded(int tokens) => LastStored = tokens;

    /// <summary>Passes over a store that is due at so many tokens. The result is for <see cref="Restore"/>; -1: none was due.</summary>
    /// <param name="tokens">The tokens of the session now; 0 and more.</param>
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

    /// <summary>Takes a <see cref="Suppress"/> back, unless something was stored since.</summary>
    /// <param name="before">What <see cref="Suppress"/> returned; -1 does nothing.</param>
    /// <param name="suppressed">The tokens that it was given.</param>
    public void Restore(int before, int suppressed)
    {
        if (before >= 0 && LastStored == suppressed)
        {
            LastStored = before;
        }
    }
}
