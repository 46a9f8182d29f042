using System.Diagnostics.CodeAnalysis;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Hints;

/// <summary>Tells everyone who wants to know what became of a hint: the meter, the event source, and the verification.</summary>
/// <remarks>
/// Whoever observes fails nobody's I/O: a listener that throws, a directory <c>/proc</c> that cannot be read without a free
/// descriptor, an assembly that cannot be loaded without one. So all observation passes here, and no exception leaves.
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
            if (policy.Kind == PolicyKind.HeaderOnly)
            {
                Verification.ExplainHeader(policy.Method, outcome);
            }
            else
            {
                Verification.Explain(policy.Method, outcome);
            }

            Count(policy.Method, Label(policy.Kind), outcome);
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
            var label = Label(policy.Kind);
            if (obstacle is not null)
            {
                Verification.ExplainMode(policy.Method, obstacle);
            }

            PolicyEvents.Log.DropBehind(policy.Method, label, uncachedBytes, windowBytes);
            PolicyMeter.CountDropBehind(label, uncachedBytes, windowBytes);
        }
        catch (Exception)
        {
        }
    }

    /// <summary>What an issued hint of a policy was about, and what it has left.</summary>
    internal static void TellRange(PolicyTerms policy, AdviceOutcome outcome, SafeFileHandle file, HintRange range, ResidencyMap? spared) =>
        TellRange(policy.Method, Label(policy.Kind), outcome, file, range, spared, drops: true);

    /// <summary>A hint that the user gave by hand.</summary>
    internal static void TellDirect(string method, AdviceOutcome outcome, SafeFileHandle file, HintRange range, bool drops)
    {
        const string Direct = "direct";
        try
        {
            Verification.Explain(method, OutcomeOf(outcome));
            Count(method, Direct, OutcomeOf(outcome));
        }
        catch (Exception)
        {
        }

        TellRange(method, Direct, outcome, file, range, spared: null, drops);
    }

    /// <summary>The cached pages of a range, for <see cref="TellDropped"/>; unknown where they cannot be counted.</summary>
    internal static Residency Measure(SafeFileHandle file, long offset, long length)
    {
        try
        {
            return ResidencyReader.Read(file, offset, length);
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
            PolicyMeter.CountDropped(Math.Max(0, before.CachedPages - after.CachedPages ?? 0) * Kernel.PageSize);
        }
        catch (Exception)
        {
        }
    }

    /// <summary>When a write-back begins, for <see cref="EndWriteBack"/>.</summary>
    internal static long BeginWriteBack()
    {
        try
        {
            return PolicyMeter.BeginWriteBack();
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
            PolicyMeter.EndWriteBack(begin);
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

    private static void Count(string method, string policy, HintOutcome outcome)
    {
        var label = Label(outcome);
        PolicyEvents.Log.Hint(method, policy, label);
        PolicyMeter.CountHint(policy, label);
    }

    private static void TellRange(
        string method, string policy, AdviceOutcome outcome, SafeFileHandle file, HintRange range, ResidencyMap? spared, bool drops)
    {
        if (outcome.Status != AdviceStatus.Issued)
        {
            return;
        }

        try
        {
            if (Verification.IsOn && drops)
            {
                Verification.Examine(method, file, range, spared, outcome.UncleanPages);
            }

            if (PolicyMeter.CountsAdvisedBytes)
            {
                var bytes = range.Length != 0 ? range.Length : Math.Max(0, Kernel.LengthOf(file) - range.Offset);
                PolicyMeter.CountAdvised(policy, bytes);
            }
        }
        catch (Exception)
        {
        }
    }

    private static string Label(PolicyKind kind) => kind switch
    {
        PolicyKind.DropAfterFullRead => "read",
        PolicyKind.DropAfterFullWrite => "write",
        _ => "header",
    };

    private static string Label(HintOutcome outcome) => outcome switch
    {
        HintOutcome.Issued => "issued",
        HintOutcome.Kept => "kept",
        HintOutcome.Unsupported or HintOutcome.InMemory => "unsupported",
        HintOutcome.Refused => "refused",
        HintOutcome.HeaderOnly => "header-only",
        HintOutcome.NoFile or HintOutcome.Directory => "no-file",
        HintOutcome.NoPosition => "no-position",
        HintOutcome.Unmeasured => "unmeasured",
        _ => "closed",
    };
}
