using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Hints;

/// <summary>Tells everyone who wants to know what became of a hint: the meter, the event source, and the verification.</summary>
internal static class HintReport
{
    /// <summary>The hint of a policy.</summary>
    internal static void Tell(PolicyTerms policy, HintOutcome outcome)
    {
        if (outcome != HintOutcome.Queued)
        {
            Count(policy.Method, Label(policy.Kind), outcome);
            if (policy.Kind == PolicyKind.HeaderOnly)
            {
                Verification.ExplainHeader(policy.Method, outcome);
            }
            else
            {
                Verification.Explain(policy.Method, outcome);
            }
        }
    }

    /// <summary>How the bytes of a call went that dropped behind its body, and what stood in the way of the mode asked for.</summary>
    internal static void TellMode(PolicyTerms policy, long uncachedBytes, long windowBytes, string? obstacle)
    {
        var label = Label(policy.Kind);
        PolicyMeter.CountDropBehind(label, uncachedBytes, windowBytes);
        PolicyEvents.Log.DropBehind(policy.Method, label, uncachedBytes, windowBytes);
        if (obstacle is not null)
        {
            Verification.ExplainMode(policy.Method, obstacle);
        }
    }

    /// <summary>What an issued hint of a policy was about, and what it has left.</summary>
    internal static void TellRange(PolicyTerms policy, AdviceOutcome outcome, SafeFileHandle file, HintRange range, ResidencyMap? spared) =>
        TellRange(policy.Method, Label(policy.Kind), outcome, file, range, spared, drops: true);

    /// <summary>A hint that the user gave by hand.</summary>
    internal static void TellDirect(string method, AdviceOutcome outcome, SafeFileHandle file, HintRange range, bool drops)
    {
        const string Direct = "direct";
        Count(method, Direct, OutcomeOf(outcome));
        Verification.Explain(method, OutcomeOf(outcome));
        TellRange(method, Direct, outcome, file, range, spared: null, drops);
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
        PolicyMeter.CountHint(policy, label);
        PolicyEvents.Log.Hint(method, policy, label);
    }

    private static void TellRange(
        string method, string policy, AdviceOutcome outcome, SafeFileHandle file, HintRange range, ResidencyMap? spared, bool drops)
    {
        if (outcome.Status != AdviceStatus.Issued)
        {
            return;
        }

        if (PolicyMeter.CountsAdvisedBytes)
        {
            var bytes = range.Length != 0 ? range.Length : Math.Max(0, Kernel.LengthOf(file) - range.Offset);
            PolicyMeter.CountAdvised(policy, bytes);
        }

        if (Verification.IsOn && drops)
        {
            Verification.Examine(method, file, range, spared, outcome.UncleanPages);
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
        HintOutcome.NoFile => "no-file",
        HintOutcome.NoPosition => "no-position",
        HintOutcome.Unmeasured => "unmeasured",
        _ => "closed",
    };
}
