using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>What is known about one call of a method with a policy when its hint is due.</summary>
/// <remarks>Small, since each call fills one: what only some calls have is in an object of its own.</remarks>
internal readonly struct HintRequest
{
    private readonly object? _target;
    private readonly HintExtras? _extras;
    private readonly long _entry;

    /// <param name="policy">What is asked for.</param>
    /// <param name="target">What <see cref="HintTarget"/> made of the user's file.</param>
    /// <param name="entry">The position at which the method was entered; -1 where there is none.</param>
    /// <param name="extras">What only some calls have.</param>
    internal HintRequest(PolicyTerms policy, object? target, long entry, HintExtras? extras = null)
    {
        Policy = policy;
        _target = target;
        _entry = entry;
        _extras = extras;
    }

    /// <summary>For a stream, where it stands now.</summary>
    internal static HintRequest Of(PolicyTerms policy, Stream stream)
    {
        var target = HintTarget.Of(stream);
        return new HintRequest(policy, target, HintTarget.PositionOf(target));
    }

    internal PolicyTerms Policy { get; }

    /// <summary>The stream that is flushed, and whose position tells how far the body came: the file itself, or a buffer over it.</summary>
    internal Stream? Stream => _target as Stream;

    /// <summary>The file that it is, or wraps; null also where a buffer over it has been closed.</summary>
    internal FileStream? File => _target as FileStream ?? UnderlyingFile.Find(Stream);

    /// <summary>The stream whose flush brings all that was written to the kernel; null where the file cannot be written, or is closed.</summary>
    internal Stream? Flushable =>
        _target is FileStream file ? file.CanWrite ? file : null
        : File is { CanWrite: true } ? Stream
        : null;

    internal SafeFileHandle? Handle => _target as SafeFileHandle;

    internal string? Path => _target as string;

    /// <summary>Which pages were cached before the call, and stay; null where none are spared.</summary>
    internal ResidencyMap? Spared => _extras?.Spared;

    /// <summary>The handle of an open file; null for a path, and where there is none.</summary>
    internal SafeFileHandle? OpenHandle => Handle ?? (File is { CanSeek: true } file ? file.SafeFileHandle : null);

    /// <summary>Whether the position tells how far the body came. A handle and a path have none.</summary>
    internal bool HasPosition => _entry >= 0;

    internal bool Writes => Policy.Kind == PolicyKind.DropAfterFullWrite;

    /// <summary>
    /// A descriptor of the request's own, taken when the method was entered, for a hint that the background gives: the
    /// body may close the user's file. Null where the hint is given at once. Whoever ends the request disposes of it.
    /// </summary>
    internal SafeFileHandle? Own => _extras?.Own;

    /// <summary>Whether the hint is left to the background. Durability is promised at the return of the method.</summary>
    internal bool IsForLater => Policy is { Background: true, Durable: false };

    /// <summary>The file's length now.</summary>
    internal long FileLength =>
        File is { } file && UnderlyingFile.IsOpen(file) ? file.Length
        : (Own ?? Handle) is { } handle ? Kernel.LengthOf(handle)
        : 0;

    /// <summary>Opens the descriptor for a hint that is given later; a path is opened when the method returns.</summary>
    internal HintRequest ForLater()
    {
        try
        {
            return Policy.KeepsPages || OpenHandle is not { IsClosed: false } handle
                ? this
                : With(Extras with { Own = Kernel.Reopen(handle) });
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Closed by another thread, or its buffer did not flush: the hint is tried when the method returns.
            return this;
        }
    }

    /// <summary>The request with what is known to have been moved, which then tells the range in the position's place.</summary>
    internal HintRequest After(MovedBytes moved) => With(Extras with { Moved = moved });

    /// <summary>Takes the map of the pages that are cached now. A file that is not there yet has none.</summary>
    internal HintRequest Sparing()
    {
        if (Policy.KeepsPages || Policy.Kind == PolicyKind.HeaderOnly)
        {
            return this;
        }

        try
        {
            using var opened = Path is null ? null : Kernel.OpenForAdvice(Path);
            return (opened ?? OpenHandle) is { IsClosed: false } handle ? SparingOnly(ResidencyMapReader.Read(handle, HintRange.WholeFile)) : this;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Closed by another thread, or its buffer did not flush: then nothing is known, and nothing is dropped.
            return SparingOnly(ResidencyMap.Unknown(0, 0));
        }
    }

    /// <summary>
    /// The bytes that the call moved (-1: there is no position) and the range that it touched; false where the position
    /// does not tell. One that is where it was does not: the body may have gone by offset, or rewound.
    /// </summary>
    internal bool TryGetTouched(out long moved, out long start, out long end)
    {
        if (_extras is { Moved: { Total: > 0 } known })
        {
            (moved, start, end) = known;
            return true;
        }

        (moved, start, end) = (-1, -1, -1);
        var exit = HasPosition ? HintTarget.PositionOf(_target) : HintTarget.NoPosition;
        if (exit < 0)
        {
            return false;
        }

        (start, end) = (Math.Min(_entry, exit), Math.Max(_entry, exit));
        moved = end - start;
        return moved > 0;
    }

    /// <summary>What only this call has.</summary>
    internal HintExtras Extras => _extras ?? new HintExtras(Policy);

    private HintRequest SparingOnly(ResidencyMap cached) => With(Extras with { Spared = cached });

    private HintRequest With(HintExtras extras) => new(Policy, _target, _entry, extras);
}
