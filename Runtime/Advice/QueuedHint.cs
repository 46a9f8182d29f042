using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>A hint that the background gives.</summary>
/// <param name="File">A descriptor of the hint's own.</param>
/// <param name="Range">The bytes it is about.</param>
/// <param name="WritesBack">Whether write-back comes first.</param>
/// <param name="Policy">The policy whose hint it is; null for one that the user queued.</param>
/// <param name="Spared">The pages that stay; null where none do.</param>
internal readonly record struct QueuedHint(SafeFileHandle File, HintRange Range, bool WritesBack, PolicyTerms? Policy = null, ResidencyMap? Spared = null)
{
    /// <summary>Whether the user's file was open for writing, or the policy is about a write: then a file system that went read-only lost data.</summary>
    internal bool IsWritten { get; init; } = WritesBack;

    private bool KeepsPages => Policy?.KeepsPages ?? KeepPagesSwitch.IsOn;

    /// <summary>Gives it for a part of its range.</summary>
    /// <exception cref="IOException">The write-back failed.</exception>
    internal AdviceOutcome Give(HintRange part) => WritesBack
        ? Drops.WriteBackAndGive(File, part, durable: false, KeepsPages, Spared, IsWritten)
        : Drops.GiveAround(Spared, File, part, KeepsPages);

    /// <summary>Tells what became of it.</summary>
    internal void Tell(AdviceOutcome outcome)
    {
        if (Policy is null)
        {
            HintReport.TellDirect("PageCache.Background", outcome, File, Range, drops: true);
            return;
        }

        HintReport.Tell(Policy, HintReport.OutcomeOf(outcome));
        HintReport.TellRange(Policy, outcome, File, Range, Spared);
    }
}
