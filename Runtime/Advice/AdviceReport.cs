using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>Reports the results of advice to the verification, the event source and the meter. Throws nothing.</summary>
/// <remarks>
/// A report must not fail the caller's I/O, but it can throw: in a listener, without a free descriptor for <c>/proc</c>, or if an assembly
/// does not load (see <see cref="Observers"/>). So each report runs in <see cref="Guard{T}"/>. The report is a delegate, which the JIT does
/// not inline. Therefore the assemblies of the meter and of the event source are loaded inside the guard.
/// </remarks>
[SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An observer may throw anything.")]
internal static class AdviceReport
{
    private const string DirectLabel = "direct";

    /// <summary>Reports the result of one call of a method with a policy. Queued advice is reported when it is issued.</summary>
    internal static void Result(PolicyTerms policy, AdviceResult result)
    {
        if (result != AdviceResult.Queued)
        {
            Guard((policy, result), static call =>
            {
                var (policy, result) = call;
                if (policy.Kind == PolicyKind.HeaderOnly)
                {
                    Verification.ExplainHeader(policy.Method, result);
                }
                else
                {
                    Verification.Explain(policy.Method, result);
                }

                Count(policy.Method, Label(policy.Kind), result);
            });
        }
    }

    /// <summary>Reports that <c>Durable = true</c> did not make the file durable, although the method returned.</summary>
    internal static void NotDurable(PolicyTerms policy, AdviceResult cause) =>
        Guard((policy.Method, cause), static call =>
        {
            Verification.ExplainNotDurable(call.Method, call.cause);
            PolicyEvents.Log.NotDurable(call.Method, Label(call.cause));
        });

    /// <summary>Reports once per policy that a directory has more files than the policy covers.</summary>
    internal static void DirectoryLimit(PolicyTerms policy, string path)
    {
        if (policy.MarkDirectoryLimitReported())
        {
            Guard((policy.Method, path), static call =>
            {
                Verification.ExplainDirectoryLimit(call.Method, call.path, DirectoryFiles.MaxFiles, DirectoryFiles.MaxEntries);
                PolicyEvents.Log.DirectoryLimit(call.Method, call.path, DirectoryFiles.MaxFiles, DirectoryFiles.MaxEntries);
            });
        }
    }

    /// <summary>Reports how many bytes of a call used uncached I/O and how many used windows.</summary>
    /// <param name="policy">The policy of the call.</param>
    /// <param name="uncachedBytes">The bytes that were read or written with uncached I/O.</param>
    /// <param name="windowBytes">The other bytes.</param>
    /// <param name="obstacle">Why windows were used although uncached I/O was requested; null if there is no reason to report.</param>
    internal static void Mode(PolicyTerms policy, long uncachedBytes, long windowBytes, string? obstacle) =>
        Guard((policy, uncachedBytes, windowBytes, obstacle), static call =>
        {
            if (call.obstacle is not null)
            {
                Verification.ExplainMode(call.policy.Method, call.obstacle);
            }

            var label = Label(call.policy.Kind);
            PolicyEvents.Log.DropBehind(call.policy.Method, label, call.uncachedBytes, call.windowBytes);
            PolicyMeter.CountDropBehind(label, call.uncachedBytes, call.windowBytes);
        });

    /// <summary>Reports the range of a policy's issued advice, and the pages that are still cached after it.</summary>
    internal static void Issued(PolicyTerms policy, AdviceOutcome outcome, SafeFileHandle file, ByteRange range, ResidencyMap? preserved) =>
        Issued(policy.Method, policy.Kind, outcome, file, range, preserved, drops: true);

    /// <summary>Reports advice that the user issued by hand.</summary>
    internal static void Direct(string method, AdviceOutcome outcome, SafeFileHandle file, ByteRange range, bool drops)
    {
        Guard((method, ResultOf(outcome)), static call =>
        {
            var (method, result) = call;
            Verification.Explain(method, result);
            Count(method, DirectLabel, result);
        });
        Issued(method, null, outcome, file, range, preserved: null, drops);
    }

    /// <summary>Counts the cached pages of a range, for <see cref="Dropped"/>; unknown if they cannot be counted.</summary>
    internal static Residency Measure(SafeFileHandle file, ByteRange range)
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

    /// <summary>Reports how many bytes a drop removed from the cache.</summary>
    internal static void Dropped(Residency before, Residency after) =>
        Guard(Math.Max(0, before.CachedPages - after.CachedPages ?? 0), static pages => PolicyMeter.CountDropped(pages * Kernel.PageSize));

    /// <summary>Gets the time at which a write-back begins, for <see cref="EndWriteBack"/>; 0 without a listener.</summary>
    internal static long BeginWriteBack()
    {
        try
        {
            return Observers.TryLoad() ? Begin() : 0;
        }
        catch (Exception)
        {
            return 0;
        }

        [MethodImpl(MethodImplOptions.NoInlining)] // The JIT loads the meter's assembly inside the try block, as in Guard.
        static long Begin() => PolicyMeter.BeginWriteBack();
    }

    /// <summary>Reports the duration of a write-back.</summary>
    internal static void EndWriteBack(long begin) => Guard(begin, static start => PolicyMeter.EndWriteBack(start));

    internal static AdviceResult ResultOf(AdviceOutcome outcome) => outcome.Status switch
    {
        AdviceStatus.Issued => AdviceResult.Issued,
        AdviceStatus.Kept => AdviceResult.Kept,
        AdviceStatus.Unsupported => outcome.IsInMemory ? AdviceResult.InMemory : AdviceResult.Unsupported,
        _ => AdviceResult.Refused,
    };

    private static void Issued(
        string method, PolicyKind? kind, AdviceOutcome outcome, SafeFileHandle file, ByteRange range, ResidencyMap? preserved, bool drops)
    {
        if (outcome.Status != AdviceStatus.Issued)
        {
            return;
        }

        Guard((method, kind, outcome.UncleanPages, file, range, preserved, drops), static call =>
        {
            if (Verification.IsOn && call.drops)
            {
                Verification.Examine(call.method, call.file, call.range, call.preserved, call.UncleanPages);
            }

            if (PolicyMeter.CountsAdvisedBytes)
            {
                var bytes = call.range.Length != 0 ? call.range.Length : Math.Max(0, Kernel.LengthOf(call.file) - call.range.Offset);
                PolicyMeter.CountAdvised(call.kind is { } kind ? Label(kind) : DirectLabel, bytes);
            }
        });
    }

    private static void Guard<T>(T call, Action<T> report)
    {
        try
        {
            if (Observers.TryLoad())
            {
                report(call);
            }
        }
        catch (Exception)
        {
        }
    }

    private static void Count(string method, string policy, AdviceResult result)
    {
        var label = Label(result);
        PolicyEvents.Log.Advice(method, policy, label);
        PolicyMeter.CountAdvice(policy, label);
    }

    private static string Label(PolicyKind kind) => kind switch
    {
        PolicyKind.DropAfterFullRead => "read",
        PolicyKind.DropAfterFullWrite => "write",
        _ => "header",
    };

    private static string Label(AdviceResult result) => result switch
    {
        AdviceResult.Issued => "issued",
        AdviceResult.Kept => "kept",
        AdviceResult.Unsupported or AdviceResult.InMemory => "unsupported",
        AdviceResult.Refused => "refused",
        AdviceResult.HeaderOnly => "header-only",
        AdviceResult.NoFile or AdviceResult.Directory => "no-file",
        AdviceResult.NoPosition => "no-position",
        AdviceResult.Unmeasured => "unmeasured",
        _ => "closed",
    };
}
