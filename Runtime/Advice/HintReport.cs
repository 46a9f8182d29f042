using System.Diagnostics.CodeAnalysis;
using IoPolicy.CompilerServices;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>Tells everyone who wants to know what became of a hint. Nothing is thrown from here.</summary>
/// <remarks>
/// Whoever observes fails nobody's I/O: a listener that throws, a directory <c>/proc</c> that cannot be read without a free
/// descriptor, an assembly that cannot be loaded without one. So all observation passes here.
/// </remarks>
[SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An observer may throw anything.")]
internal static class HintReport
{
    /// <summary>The hint of a policy.</summary>
    internal static void Tell(PolicyTerms policy, HintOutcome outcome)
    {
        if (outcome == HintOutcome.Queued)
        {
            return;
        }

        try
        {
            HintObservers.Tell(policy, outcome);
        }
        catch (Exception)
        {
        }
    }

    /// <summary>How the bytes of a call went that dropped behind its body, and what stood in the way of the mode asked for.</summary>
    internal static void TellMode(PolicyTerms policy, long uncachedBytes, long windowBytes, string? obstacle)
    {
        try
        {
            HintObservers.TellMode(policy, uncachedBytes, windowBytes, obstacle);
        }
        catch (Exception)
        {
        }
    }

    /// <summary>What an issued hint of a policy was about, and what it has left.</summary>
    internal static void TellRange(PolicyTerms policy, AdviceOutcome outcome, SafeFileHandle file, HintRange range, ResidencyMap? spared) =>
        TellRange(policy.Method, policy.Kind, outcome, file, range, spared, drops: true);

    /// <summary>A hint that the user gave by hand.</summary>
    internal static void TellDirect(string method, AdviceOutcome outcome, SafeFileHandle file, HintRange range, bool drops)
    {
        try
        {
            HintObservers.TellDirect(method, OutcomeOf(outcome));
        }
        catch (Exception)
        {
        }

        TellRange(method, null, outcome, file, range, spared: null, drops);
    }

    /// <summary>The cached pages of a range, for <see cref="TellDropped"/>; unknown where they cannot be counted.</summary>
    internal static Residency Measure(SafeFileHandle file, HintRange range)
    {
        try
        {
            return ResidencyReader.Read(file, range);
        }
        catch (Exception)
        {
            return default;
        }
    }

    /// <summary>The pages that left the cache at a hint.</summary>
    internal static void TellDropped(Residency before, Residency after)
    {
        try
        {
            HintObservers.TellDropped(Math.Max(0, before.CachedPages - after.CachedPages ?? 0));
        }
        catch (Exception)
        {
        }
    }

    /// <summary>When a write-back begins, for <see cref="EndWriteBack"/>; 0 while nobody listens.</summary>
    internal static long BeginWriteBack()
    {
        try
        {
            return HintObservers.BeginWriteBack();
        }
        catch (Exception)
        {
            return 0;
        }
    }

    /// <summary>How long a write-back took.</summary>
    internal static void EndWriteBack(long begin)
    {
        try
        {
            HintObservers.EndWriteBack(begin);
        }
        catch (Exception)
        {
        }
    }

    internal static HintOutcome OutcomeOf(AdviceOutcome outcome) => outcome.Status switch
    {
        AdviceStatus.Issued => HintOutcome.Issued,
        AdviceStatus.Kept => HintOutcome.Kept,
        AdviceStatus.Unsupported => outcome.IsInMemory ? HintOutcome.InMemory : HintOutcome.Unsupported,
        _ => HintOutcome.Refused,
    };

    private static void TellRange(
        string method, PolicyKind? policy, AdviceOutcome outcome, SafeFileHandle file, HintRange range, ResidencyMap? spared, bool drops)
    {
        if (outcome.Status != AdviceStatus.Issued)
        {
            return;
        }

        try
        {
            HintObservers.TellRange(method, policy, outcome, file, range, spared, drops);
        }
        catch (Exception)
        {
        }
    }
}
