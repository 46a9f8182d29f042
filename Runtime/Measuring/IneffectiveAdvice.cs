using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>The reason why pages stayed cached after advice.</summary>
/// <param name="Cause">The kind of the reason.</param>
/// <param name="Pages">The number of pages that stayed cached; 0 if it is unknown.</param>
/// <param name="Reason">The reason in words.</param>
internal readonly record struct IneffectiveAdvice(IneffectiveCause Cause, long Pages, string Reason)
{
    /// <summary>The name of the cause in events and in the meter.</summary>
    internal string Label => Cause switch
    {
        IneffectiveCause.Unmeasured or IneffectiveCause.Directory or IneffectiveCause.Fuse => "unmeasured",
        IneffectiveCause.Dirty => "dirty",
        IneffectiveCause.WriteBack => "write-back",
        IneffectiveCause.MappedHere => "mapped-here",
        IneffectiveCause.MappedElsewhere => "mapped-elsewhere",
        _ => "other",
    };

    /// <summary>Examines the range of issued advice. Null if no pages are cached, except preserved pages.</summary>
    internal static IneffectiveAdvice? Of(SafeFileHandle file, ByteRange range, ResidencyMap? preserved, long uncleanPages)
    {
        var residency = ResidencyReader.Read(file, range);
        if (residency.CachedPages is not { } cached)
        {
            var (cause, reason) = UnknownResidency.Explain(file);
            return new IneffectiveAdvice(cause, 0, $"the pages that it left cannot be counted: {reason}");
        }

        var left = cached - (preserved?.CachedPages ?? 0);
        return left <= 0 ? null
            : residency.DirtyPages > 0
                ? new IneffectiveAdvice(IneffectiveCause.Dirty, left, $"{residency.DirtyPages} pages are dirty, and the kernel drops only clean pages; write back first")
            : residency.WriteBackPages > 0
                ? new IneffectiveAdvice(IneffectiveCause.WriteBack, left, $"{residency.WriteBackPages} pages are being written at this moment: wait for write-back first")
            : uncleanPages > 0
                ? new IneffectiveAdvice(IneffectiveCause.WriteBack, left, $"{uncleanPages} pages were dirty or being written when the advice was issued, and are clean since: write back first")
            : Mapped(file, left);
    }

    private static IneffectiveAdvice Mapped(SafeFileHandle file, long left)
    {
        if (Kernel.Status(file, out var status) != 0)
        {
            return Unknown(left);
        }

        if (FileMappings.Find("self", file, status) is { } addresses)
        {
            return new IneffectiveAdvice(IneffectiveCause.MappedHere, left, $"this process has mapped the file, at {addresses}, and pages that it has touched stay");
        }

        return FileMappings.FindOther(file, status) is { } other
            ? new IneffectiveAdvice(IneffectiveCause.MappedElsewhere, left, $"process {other} has mapped the file, and pages that it has touched stay")
            : Unknown(left);
    }

    private static IneffectiveAdvice Unknown(long left) => new(
        IneffectiveCause.Other,
        left,
        "other processes are reading them, an inaccessible process has mapped them, or a large folio crosses the end of the range");
}
