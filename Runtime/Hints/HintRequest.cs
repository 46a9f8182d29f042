using System.Runtime.CompilerServices;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Hints;

/// <summary>What is known about one call of a method with a policy when its hint is due.</summary>
/// <remarks>Small, since each call fills one: what only some calls have is in an object of its own.</remarks>
internal readonly struct HintRequest
{
    private readonly object? _target;
    private readonly HintExtras? _extras;
    private readonly long _entry;

    internal HintRequest(PolicyTerms policy, Stream? stream, long entry)
    {
        Policy = policy;
        _target = stream;
        File = UnderlyingFile.Find(stream);
        _entry = entry;
    }

    internal HintRequest(PolicyTerms policy, Stream? stream)
        : this(policy, stream, -1) => _entry = Position;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Else each field is stored through a write barrier.
    internal HintRequest(PolicyTerms policy, FileStream? file)
    {
        Policy = policy;
        _target = file;
        File = file;
        _entry = file is { CanSeek: true } ? file.Position : -1;
    }

    internal HintRequest(PolicyTerms policy, SafeFileHandle? handle)
    {
        Policy = policy;
        _target = handle;
        _entry = -1;
    }

    internal HintRequest(PolicyTerms policy, string? path)
    {
        Policy = policy;
        _target = path;
        _entry = -1;
    }

    private HintRequest(in HintRequest request, HintExtras extras)
    {
        this = request;
        _extras = extras;
    }

    internal PolicyTerms Policy { get; }

    /// <summary>The stream that the user gave.</summary>
    internal Stream? Stream => _target as Stream;

    /// <summary>The file that it is, or wraps.</summary>
    internal FileStream? File { get; }

    internal SafeFileHandle? Handle => _target as SafeFileHandle;

    internal string? Path => _target as string;

    /// <summary>Which pages were cached before the call, and stay; null where none are spared.</summary>
    internal ResidencyMap? Spared => _extras?.Spared;

    /// <summary>The handle of an open file; null for a path, and where there is none.</summary>
    internal SafeFileHandle? OpenHandle => Handle ?? (File is { CanSeek: true } file ? file.SafeFileHandle : null);

    /// <summary>The position now; -1 where there is none.</summary>
    internal long Position =>
        File is null ? -1
        : ReferenceEquals(_target, File) ? (File.CanSeek ? File.Position : -1)
        : UnderlyingFile.PositionOf(Stream, File);

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
        : (Own ?? Handle) is { } handle && Kernel.Status(handle, out var status) == 0 ? (long)status.Length
        : 0;

    /// <summary>Opens the descriptor for a hint that is given later; a path is opened when the method returns.</summary>
    internal HintRequest ForLater()
    {
        try
        {
            return Policy.KeepsPages || OpenHandle is not { IsClosed: false } handle
                ? this
                : new HintRequest(this, Extras with { Own = Kernel.Reopen(handle) });
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Closed by another thread, or its buffer did not flush: the hint is tried when the method returns.
            return this;
        }
    }

    /// <summary>The request with what is known to have been moved, which then tells the range in the position's place.</summary>
    internal HintRequest After(MovedBytes moved) => new(this, Extras with { Moved = moved });

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
            return (opened ?? OpenHandle) is { IsClosed: false } handle ? SparingOnly(ResidencyMapReader.Read(handle, 0, 0)) : this;
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
        if (_extras?.Moved is { Total: > 0 } known)
        {
            (moved, start, end) = known;
            return true;
        }

        (moved, start, end) = (-1, -1, -1);
        var exit = _entry < 0 ? -1 : Position;
        if (exit < 0)
        {
            return false;
        }

        (start, end) = (Math.Min(_entry, exit), Math.Max(_entry, exit));
        moved = end - start;
        return moved > 0;
    }

    private HintExtras Extras => _extras ?? HintExtras.None;

    private HintRequest SparingOnly(ResidencyMap cached) => new(this, Extras with { Spared = cached });

    /// <summary>What only some calls have.</summary>
    private sealed record HintExtras(ResidencyMap? Spared, SafeFileHandle? Own, MovedBytes Moved)
    {
        internal static HintExtras None { get; } = new(null, null, default);
    }
}
