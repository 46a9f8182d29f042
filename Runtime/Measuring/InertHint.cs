using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>Finds out why pages stayed in the cache in spite of a hint.</summary>
internal readonly record struct InertHint(InertCause Cause, long Pages, string Reason)
{
    internal string Label => Cause switch
    {
        InertCause.Unmeasured or InertCause.Directory or InertCause.Fuse => "unmeasured",
        InertCause.Dirty => "dirty",
        InertCause.WriteBack => "write-back",
        InertCause.MappedHere => "mapped-here",
        InertCause.MappedElsewhere => "mapped-elsewhere",
        _ => "other",
    };

    /// <summary>Looks at the range that a hint was about; null where no page is left but those that were spared.</summary>
    internal static InertHint? Of(SafeFileHandle file, HintRange range, ResidencyMap? spared, long uncleanPages)
    {
        var residency = ResidencyReader.Read(file, range);
        if (residency.CachedPages is not { } cached)
        {
            var (cause, reason) = UnknownResidency.Explain(file);
            return new InertHint(cause, 0, $"the pages that it left cannot be counted: {reason}");
        }

        var left = cached - (spared?.CachedPages ?? 0);
        return left <= 0 ? null
            : residency.DirtyPages > 0
                ? new InertHint(InertCause.Dirty, left, $"{residency.DirtyPages} pages are dirty, and only clean pages go: write back first")
            : residency.WriteBackPages > 0
                ? new InertHint(InertCause.WriteBack, left, $"{residency.WriteBackPages} pages are being written at this moment: wait for write-back first")
            : uncleanPages > 0
                ? new InertHint(InertCause.WriteBack, left, $"{uncleanPages} pages were dirty or being written when the hint came, and are clean since: write back first")
            : Mapped(file, left);
    }

    private static InertHint Mapped(SafeFileHandle file, long left)
    {
        if (Kernel.Status(file, out var status) != 0)
        {
            return Unknown(left);
        }

        if (FileMappings.Find("self", file, status) is { } own)
        {
            return new InertHint(InertCause.MappedHere, left, $"this process has mapped the file, at {own}, and pages that it has touched stay");
        }

        return FileMappings.FindOther(file, status) is { } other
            ? new InertHint(InertCause.MappedElsewhere, left, $"process {other} has mapped the file, and pages that it has touched stay")
            : Unknown(left);
    }

    private static InertHint Unknown(long left) => new(
        InertCause.Other,
        left,
        "others are reading them, a process that cannot be looked into has mapped them, or a large folio reaches over the end of the range");
}
