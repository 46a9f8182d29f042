using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using IoPolicy;
using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace KvCache;

/// <summary>Reads KVC files. All members are safe for all threads, each call on a file of its own.</summary>
public static partial class KvcReader
{
    /// <summary>
    /// Reads a file's header and nothing else: its pages stay, and the kernel does not read ahead. A scan of a folder
    /// is this, once a file.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="header">The header.</param>
    /// <returns>What is wrong; null where nothing is.</returns>
    /// <exception cref="IOException">The file could not be read.</exception>
    [HeaderOnly(MaxBytes = KvcHeader.Size)]
    public static partial KvcFault? ReadHeader(SafeFileHandle file, out KvcHeader header);

    /// <summary>
    /// Loads a file: checks its header against its length, its text, and its payload's fields and row counts; then
    /// copies the payload. The file's pages are dropped behind it, unless a check refuses the file after its header.
    /// </summary>
    /// <param name="file">The file, at any position.</param>
    /// <param name="load">What to load, where to, and what it has to be.</param>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> or <paramref name="load"/> is null.</exception>
    /// <exception cref="KvcFormatException">The file is refused; nothing was written to the destination.</exception>
    /// <exception cref="IOException">The file could not be read, or the destination not written.</exception>
    [DropPagesAfterFullRead(WindowBytes = CacheWindow.Bytes, KeepPagesVariable = CacheWindow.KeepPagesVariable)]
    public static partial KvcLoaded Load(FileStream file, KvcLoad load);

    private static KvcFault? ReadHeaderCore(SafeFileHandle file, out KvcHeader header)
    {
        Span<byte> bytes = stackalloc byte[KvcHeader.Size];
        var count = OperatingSystem.IsLinux() ? Posix.ReadHeader(file, bytes) : RandomAccess.Read(file, bytes, fileOffset: 0);
        return KvcHeader.TryParse(bytes[..count], out header, out var fault) ? null : fault;
    }

    private static KvcLoaded LoadCore(FileStream file, KvcLoad load)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(load);
        var fileBytes = file.Length;
        var header = ReadHeader(file, load, fileBytes, out var contentEnd);
        CheckText(file, load, header);
        var payload = CheckPayload(file, load, header);
        file.Position = header.PayloadOffset;
        Copy(file, load.Destination, (long)header.PayloadBytes);
        var toolIds = load.Tools is not null && header.Extensions.HasFlag(KvcExtensions.ToolMap)
            ? ToolMap.Read(file, fileBytes - contentEnd, load.Tools, load.WantedTools)
            : 0;
        return new KvcLoaded(header, fileBytes, payload, toolIds);
    }

    private static KvcHeader ReadHeader(FileStream file, KvcLoad load, long fileBytes, out long contentEnd)
    {
        Span<byte> bytes = stackalloc byte[KvcHeader.Size];
        file.Position = 0;
        var count = file.ReadAtLeast(bytes, KvcHeader.Size, throwOnEndOfStream: false);
        if (!KvcHeader.TryParse(bytes[..count], out var header, out var fault))
        {
            throw new KvcFormatException(load.Path, fault);
        }

        return header.TryGetContentEnd(fileBytes, out contentEnd)
            ? header
            : throw new KvcFormatException(load.Path, KvcFaults.Length(header, fileBytes));
    }

    [SuppressMessage("Security", "CA5350", Justification = "The file format names files by SHA-1; nothing is protected by it.")]
    private static void CheckText(FileStream file, KvcLoad load, in KvcHeader header)
    {
        if (load.Key is null && load.Prompt is null)
        {
            return;
        }

        if (load.Prompt is { } prompt && header.TextBytes > prompt.Length)
        {
            throw Refuse(load, new KvcFault(KvcFaultKind.Text, 48, $"a text no longer than the prompt's {prompt.Length} bytes", $"{header.TextBytes}"));
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        var piece = ArrayPool<byte>.Shared.Rent((int)Math.Min(header.TextBytes, CacheWindow.PieceBytes));
        try
        {
            for (var done = 0L; done < header.TextBytes;)
            {
                var part = piece.AsSpan(0, (int)Math.Min(piece.Length, header.TextBytes - done));
                file.ReadExactly(part);
                hash.AppendData(part);
                if (load.Prompt is { } expected && part.CommonPrefixLength(expected.Span[(int)done..]) is var same && same < part.Length)
                {
                    throw Refuse(load, new KvcFault(KvcFaultKind.Text, KvcHeader.Size + done + same, "the prompt's beginning", "another text"));
                }

                done += part.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        Span<byte> digest = stackalloc byte[KvcKey.Size];
        hash.GetHashAndReset(digest);
        if (load.Key is { } key && key != KvcKey.FromHash(digest))
        {
            throw Refuse(load, new KvcFault(KvcFaultKind.Text, KvcHeader.Size, $"the text of SHA-1 {key}", $"one of {KvcKey.FromHash(digest)}"));
        }
    }

    /// <summary>The payload's facts, where it is a DSV4 one. The position is put back, so that a refusal has moved no payload.</summary>
    private static DsvPayload? CheckPayload(FileStream file, KvcLoad load, in KvcHeader header)
    {
        if (load.Checks == PayloadChecks.None)
        {
            return null;
        }

        if (!DsvPayload.TryRead(file, header.PayloadOffset, (long)header.PayloadBytes, load.Session, out var payload, out var fault))
        {
            throw Refuse(load, fault.InFile(header.PayloadOffset));
        }

        return payload.Header.Tokens == header.Tokens
            ? payload
            : throw Refuse(load, KvcFaults.TokenCount(header, payload.Header.Tokens));
    }

    private static void Copy(FileStream file, Stream destination, long count)
    {
        var piece = ArrayPool<byte>.Shared.Rent((int)Math.Min(CacheWindow.PieceBytes, count));
        try
        {
            while (count > 0)
            {
                var part = piece.AsSpan(0, (int)Math.Min(piece.Length, count));
                file.ReadExactly(part);
                destination.Write(part);
                count -= part.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static KvcFormatException Refuse(KvcLoad load, KvcFault fault) => new(load.Path, fault);
}
