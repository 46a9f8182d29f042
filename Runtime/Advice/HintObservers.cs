using System.Runtime.CompilerServices;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>What each observer is told: the verification, the event source, and the meter. Any of them may throw; <see cref="HintReport"/> calls.</summary>
/// <remarks>
/// No method is inlined: the assemblies of the meter and of the event source are loaded when a method that names them is
/// compiled. Where that fails, it fails inside the call, which <see cref="HintReport"/> guards, and not before it.
/// </remarks>
internal static class HintObservers
{
    private const string DirectLabel = "direct";

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Tell(PolicyTerms policy, HintOutcome outcome)
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void TellMode(PolicyTerms policy, long uncachedBytes, long windowBytes, string? obstacle)
    {
        if (obstacle is not null)
        {
            Verification.ExplainMode(policy.Method, obstacle);
        }

        var label = Label(policy.Kind);
        PolicyEvents.Log.DropBehind(policy.Method, label, uncachedBytes, windowBytes);
        PolicyMeter.CountDropBehind(label, uncachedBytes, windowBytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void TellDirect(string method, HintOutcome outcome)
    {
        Verification.Explain(method, outcome);
        Count(method, DirectLabel, outcome);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void TellRange(
        string method, PolicyKind? policy, AdviceOutcome outcome, SafeFileHandle file, HintRange range, ResidencyMap? spared, bool drops)
    {
        if (Verification.IsOn && drops)
        {
            Verification.Examine(method, file, range, spared, outcome.UncleanPages);
        }

        if (PolicyMeter.CountsAdvisedBytes)
        {
            var bytes = range.Length != 0 ? range.Length : Math.Max(0, Kernel.LengthOf(file) - range.Offset);
            PolicyMeter.CountAdvised(policy is { } kind ? Label(kind) : DirectLabel, bytes);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void TellDropped(long pages) => PolicyMeter.CountDropped(pages * Kernel.PageSize);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static long BeginWriteBack() => PolicyMeter.BeginWriteBack();

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void EndWriteBack(long begin) => PolicyMeter.EndWriteBack(begin);

    private static void Count(string method, string policy, HintOutcome outcome)
    {
        var label = Label(outcome);
        PolicyEvents.Log.Hint(method, policy, label);
        PolicyMeter.CountHint(policy, label);
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
