using System.Runtime.CompilerServices;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>The data that only some calls need. It is a separate object, so that a request stays small.</summary>
/// <param name="Policy">The policy of the call.</param>
/// <param name="Preserved">The pages that were cached before the call and must stay cached; null if the policy preserves none.</param>
/// <param name="OwnDescriptor">A separate descriptor for the advice, because the method may close the caller's file.</param>
/// <param name="Moved">The number of bytes that the windows counted. A byte counts each time that it is read or written.</param>
/// <param name="Start">The offset of the first byte that the windows counted.</param>
/// <param name="End">The offset after the last byte that the windows counted.</param>
/// <param name="ChangedSince">For a directory: the file time at entry. A file that changed later counts as written; 0 if all files count.</param>
/// <param name="SmallFileBytes">The length of the file if its advice is queued because of a <see cref="SmallFileSeries"/>; otherwise 0.</param>
internal sealed record AdviceExtras(
    PolicyTerms Policy, ResidencyMap? Preserved = null, SafeFileHandle? OwnDescriptor = null, long Moved = 0, long Start = 0, long End = 0,
    long ChangedSince = 0, long SmallFileBytes = 0);

/// <summary>One call of a method with a policy: the facts that are known when the call ends, and the range to advise.</summary>
internal readonly struct AdviceRequest
{
    /// <summary>
    /// A call that moved fewer bytes, and did not reach the end of the file, is header-only. Its pages stay cached, because the next
    /// lookup reads the same header. The analyzers have the same constant (<c>HeaderThreshold.PayloadBytes</c>).
    /// </summary>
    internal const long PayloadBytes = 64 << 10;

    /// <summary>The most pages that <c>mincore</c> examines while the caller waits. This takes a quarter of a second.</summary>
    private const long MaxScannedPages = 1 << 20;

    private readonly AdviceExtras? _extras;
    private readonly long _entry;

    /// <param name="policy">The policy of the call.</param>
    /// <param name="target">The file.</param>
    /// <param name="entry">The position at entry, or <see cref="AdviceTarget.NoPosition"/>.</param>
    /// <param name="extras">The data that only some calls have.</param>
    internal AdviceRequest(PolicyTerms policy, in AdviceTarget target, long entry, AdviceExtras? extras = null)
    {
        Policy = policy;
        Target = target;
        _entry = entry;
        _extras = extras;
    }

    internal PolicyTerms Policy { get; }

    internal AdviceTarget Target { get; }

    internal ResidencyMap? Preserved => _extras?.Preserved;

    /// <summary>
    /// The separate descriptor for queued advice. Null if the advice is issued at once. The code that ends the request disposes of the
    /// descriptor.
    /// </summary>
    internal SafeFileHandle? OwnDescriptor => _extras?.OwnDescriptor;

    /// <summary>The length of the file if its advice is queued because of a <see cref="SmallFileSeries"/>; otherwise 0.</summary>
    internal long SmallFileBytes => _extras?.SmallFileBytes ?? 0;

    internal AdviceExtras Extras => _extras ?? new AdviceExtras(Policy);

    internal bool Writes => Policy.Kind == PolicyKind.DropAfterFullWrite;

    /// <summary>Whether the position shows how far the call read or wrote.</summary>
    internal bool HasPosition => _entry >= 0;

    /// <summary>Whether windows counted the moved bytes. Then the count of cached pages is not needed to find how far the call came.</summary>
    internal bool HasMoved => _extras is { Moved: > 0 };

    /// <summary>Whether the advice is queued. A durable write is not, because the data must be on disk when the method returns.</summary>
    internal bool IsQueued => Policy is { Background: true, Durable: false } || SmallFileBytes > 0;

    /// <summary>
    /// Whether no more than a header of a larger file is cached. A handle or a path has no position that shows how far the
    /// method read. The cached pages show it: without a payload in the cache, there is nothing to drop.
    /// </summary>
    internal static bool HasOnlyHeaderCached(SafeFileHandle file) =>
        ResidencyReader.Read(file, ByteRange.WholeFile, MaxScannedPages) is { CachedPages: > 0 and var cached } residency
        && cached * residency.PageSize <= PayloadBytes // The largest header is one byte smaller, and occupies as many pages.
        && residency.FilePages * residency.PageSize > PayloadBytes;

    /// <summary>
    /// Returns a request for queued advice if the call wrote a small file of a series (<see cref="SmallFileSeries"/>), otherwise this
    /// request. Call it after the flush, because the length shows whether the file is small.
    /// </summary>
    internal AdviceRequest QueuedIfInSeries() =>
        !Policy.Durable && OwnDescriptor is null && !Policy.Background && !Policy.Recurse && Policy.KeepTailBytes == 0 && !Policy.KeepsPages && Kernel.IsSupported
            && MayBeSmallFile() && Policy.SmallFiles.Add()
            ? WithSmallFile()
            : this;

    /// <summary>
    /// Whether the call wrote few bytes from the beginning of the file, or the target (a handle or a path) has no position that shows them.
    /// Makes no system call.
    /// </summary>
    private bool MayBeSmallFile() =>
        TryGetAccessed(out var moved, out var start, out _) ? start == 0 && moved <= SmallFileSeries.LargestFile : moved < 0;

    /// <summary>Adds the length and a separate descriptor of a small file. Returns this request if the file is not small.</summary>
    private AdviceRequest WithSmallFile()
    {
        SafeFileHandle? opened = null;
        try
        {
            opened = Target.Path is { } path ? Kernel.OpenForAdvice(path) : null;
            if ((opened ?? Target.OpenHandle) is { IsClosed: false } handle
                && SmallLengthOf(handle) is > 0 and var bytes
                && !FileSystemKind.IsInMemory(handle)
                && (opened ?? Kernel.Reopen(handle)) is { } ownDescriptor)
            {
                return With(Extras with { OwnDescriptor = ownDescriptor, SmallFileBytes = bytes });
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Another thread has closed the file. The advice itself reports that.
        }

        opened?.Dispose();
        return this;
    }

    /// <summary>Gets the length of a regular file that is small, and that the call wrote to its end; otherwise 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // For the same reason as Kernel.LengthOf.
    private long SmallLengthOf(SafeFileHandle file) =>
        Kernel.Status(file, out var status) == 0
        && !status.IsDirectory
        && (long)status.Length is <= SmallFileSeries.LargestFile and var length
        && (!TryGetAccessed(out _, out _, out var end) || end >= length)
            ? length
            : 0;

    /// <summary>Opens the descriptor for queued advice. A path is opened when the method returns.</summary>
    internal AdviceRequest WithOwnDescriptor()
    {
        try
        {
            return Policy.KeepsPages || Target.OpenHandle is not { IsClosed: false } handle
                ? this
                : With(Extras with { OwnDescriptor = Kernel.Reopen(handle) });
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Another thread has closed the file, or the file's buffer did not flush. The advice is tried when the method returns.
            return this;
        }
    }

    /// <summary>For a directory: the file time at entry. A file that changed later counts as written; 0 if all files count.</summary>
    internal long ChangedSince => _extras?.ChangedSince ?? 0;

    /// <summary>Stores the current file time as <see cref="ChangedSince"/>.</summary>
    internal AdviceRequest WithFileTime() => Kernel.IsSupported ? With(Extras with { ChangedSince = Kernel.FileTime() }) : this;

    /// <summary>Sets the number and the range of the bytes that windows counted. They are used instead of the position.</summary>
    internal AdviceRequest WithMoved(long moved, long start, long end) => With(Extras with { Moved = moved, Start = start, End = end });

    /// <summary>Returns this request with a write policy, so that write-back comes before the drop.</summary>
    internal AdviceRequest ForWriting() => With(Extras with { Policy = Policy.ForWriting });

    /// <summary>Replaces the path by an open file that was read or written while the method ran.</summary>
    /// <param name="file">The file. Queued advice opens a separate descriptor of the same file.</param>
    /// <param name="moved">The number of bytes that were read or written from the beginning of the file; 0 if it is unknown.</param>
    internal AdviceRequest WithFile(SafeFileHandle file, long moved)
    {
        var extras = Extras with { Moved = moved, Start = 0, End = moved };
        var request = new AdviceRequest(Policy, AdviceTarget.From(file), _entry, extras);
        return request.IsQueued ? request.WithOwnDescriptor() : request;
    }

    /// <summary>Stores which pages are cached now, so that they are preserved. A file that does not exist yet has no pages.</summary>
    internal AdviceRequest WithPreserved()
    {
        if (Policy.KeepsPages || Policy.Kind == PolicyKind.HeaderOnly)
        {
            return this;
        }

        try
        {
            var error = 0;
            using var opened = Target.Path is { } path ? Kernel.OpenForAdvice(path, out error) : null;
            return (opened ?? Target.OpenHandle) is { IsClosed: false } handle
                ? With(Extras with { Preserved = ResidencyMapReader.Read(handle, ByteRange.WholeFile) })
                : error is 0 or Errno.NoEntry ? this
                : With(Extras with { Preserved = ResidencyMap.Unknown(0, 0) });
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Another thread has closed the file, or the file's buffer did not flush. It is unknown which pages are cached, so none is
            // dropped. The same holds for a path that exists but does not open, for example without a free descriptor.
            return With(Extras with { Preserved = ResidencyMap.Unknown(0, 0) });
        }
    }

    /// <summary>Computes the range to advise. Returns null, or the reason for no advice.</summary>
    /// <param name="threw">Whether the method threw.</param>
    /// <param name="range">The range to advise.</param>
    internal AdviceResult? GetRange(bool threw, out ByteRange range) =>
        GetAccessedRange(threw, out range) ?? (Policy.KeepTailBytes == 0 ? null : ExcludeTail(ref range));

    /// <summary>Ends the range before the tail of the file that stays cached (<c>KeepTailBytes</c>).</summary>
    private AdviceResult? ExcludeTail(ref ByteRange range)
    {
        var end = Math.Min(range.End, Target.LengthOf(OwnDescriptor) - Policy.KeepTailBytes);
        if (end <= range.Offset)
        {
            return AdviceResult.Kept;
        }

        range = ByteRange.From(range.Offset, end - range.Offset);
        return null;
    }

    private AdviceResult? GetAccessedRange(bool threw, out ByteRange range)
    {
        range = default;
        if (Preserved is { IsKnown: false })
        {
            return AdviceResult.Unmeasured;
        }

        if (!TryGetAccessed(out var moved, out var start, out var end))
        {
            // A method that threw before it changed the position has most likely read and written nothing by offset either.
            return threw && moved == 0 ? AdviceResult.HeaderOnly
                : Policy.AccessedRangeOnly ? AdviceResult.NoPosition
                : null;
        }

        if (moved >= PayloadBytes && !Policy.AccessedRangeOnly)
        {
            return null; // The length of the file costs a system call.
        }

        var reachesEnd = end >= Target.LengthOf(OwnDescriptor);
        if (moved < PayloadBytes && !reachesEnd)
        {
            return AdviceResult.HeaderOnly;
        }

        if (Policy.AccessedRangeOnly)
        {
            // The range begins at the start of a page, because only whole pages are dropped. The last page is dropped only if the file
            // ends in it.
            start -= start % Kernel.PageSize;
            range = ByteRange.From(start, reachesEnd ? 0 : end - start);
        }

        return null;
    }

    /// <summary>
    /// Gets the number of bytes that the call moved (−1 if there is no position) and their range. Returns false if they are unknown. An
    /// unchanged position shows nothing, because the method may have read by offset, or set the position back.
    /// </summary>
    private bool TryGetAccessed(out long moved, out long start, out long end)
    {
        if (_extras is { Moved: > 0 } known)
        {
            (moved, start, end) = (known.Moved, known.Start, known.End);
            return true;
        }

        (moved, start, end) = (-1, -1, -1);
        var exit = HasPosition ? Target.Position : AdviceTarget.NoPosition;
        if (exit < 0)
        {
            return false;
        }

        (start, end) = (Math.Min(_entry, exit), Math.Max(_entry, exit));
        moved = end - start;
        return moved > 0;
    }

    private AdviceRequest With(AdviceExtras extras) => new(extras.Policy, Target, _entry, extras);
}
