using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using IoPolicy;
using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace KvCache;

/// <summary>Reads KVC files. Thread-safe, if each call has its own file.</summary>
public static partial class KvcReader
{
    /// <summary>
    /// Opens a cache file for reading, unbuffered. Does not follow links. Refuses a pipe, a device and a directory without
    /// waiting for them.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="KvcFormatException">The file is missing, not a regular file, or not readable for the process: see its fault.</exception>
    /// <exception cref="IOException">The process has no free descriptor or memory, which says nothing about the file.</exception>
    public static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return SafeFiles.Open(path, write: false);
    }

    /// <summary>
    /// Reads only a file's header. The file's pages stay cached, and the kernel does not read ahead.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="header">The header.</param>
    /// <returns>The fault; null if there is none.</returns>
    /// <exception cref="IOException">The file could not be read.</exception>
    [HeaderOnly(MaxBytes = KvcHeader.Size)]
    public static partial KvcFault? ReadHeader(SafeFileHandle file, out KvcHeader header);

    /// <summary>
    /// Loads a file. Checks the header, the file's length, the text, and the payload's fields and row counts. Then copies the payload.
    /// The pages behind the position are dropped, unless a check refuses the file after fewer than 64 KiB.
    /// </summary>
    /// <param name="file">The file, at any position.</param>
    /// <param name="load">The destination, and the conditions that the file must meet.</param>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> or <paramref name="load"/> is null.</exception>
    /// <exception cref="KvcFormatException">
    /// A check refuses the file, and nothing was written to the destination. Or the disk could not read the rest of the file.
    /// </exception>
    /// <exception cref="IOException">The destination could not be written, or memory is short.</exception>
    /// <exception cref="OperationCanceledException">The load was cancelled.</exception>
    [DropPagesAfterFullRead(WindowBytes = CacheWindow.Bytes, KeepPagesVariable = CacheWindow.KeepPagesVariable)]
    public static partial KvcLoaded Load(FileStream file, KvcLoad load);

    /// <summary>Reads only a file's tool map. Returns the number of wanted ids, which is 0 for an unreadable file.</summary>
    /// <exception cref="IOException">The process has no free descriptor or memory.</exception>
    internal static int ReadToolMap(KvcEntry entry, Predicate<ReadOnlyMemory<byte>> wanted, ToolMemory tools)
    {
        if (!SafeFiles.TryOpen(entry.Path, write: false, out var handle, out var fileBytes, out _))
        {
            return 0;
        }

        using var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        try
        {
            if (!entry.Header.TryGetContentEnd(fileBytes, out var end))
            {
                return 0;
            }

            file.Position = end;
            return ToolMap.Read(file, fileBytes - end, tools, wanted);
        }
        catch (IOException error) when (!Errno.IsShortage(error))
        {
            return 0;
        }
    }

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
        CheckSession(load, header);
        CheckText(file, load, header, fileBytes - contentEnd);
        var payload = CheckPayload(file, load, header);
        file.Position = header.PayloadOffset;
        Copy(file, load, (long)header.PayloadBytes);
        var toolIds = ReadTools(file, load, header, fileBytes - contentEnd, out var toolMapFault);
        return new KvcLoaded(header, fileBytes, payload, toolIds) { ToolMapFault = toolMapFault };
    }

    private static KvcHeader ReadHeader(FileStream file, KvcLoad load, long fileBytes, out long contentEnd)
    {
        Span<byte> bytes = stackalloc byte[KvcHeader.Size];
        file.Position = 0;
        var count = (int)Math.Min(fileBytes, KvcHeader.Size);
        ReadExactly(file, bytes[..count], load);
        if (!KvcHeader.TryParse(bytes[..count], out var header, out var fault))
        {
            throw new KvcFormatException(load.Path, fault);
        }

        return header.TryGetContentEnd(fileBytes, out contentEnd)
            ? header
            : throw new KvcFormatException(load.Path, KvcFaults.Length(header, fileBytes));
    }

    /// <summary>Checks the payload ABI and, for the current payload ABI, the model. Before May 2026, the header's byte 7 had no meaning.</summary>
    private static void CheckSession(KvcLoad load, in KvcHeader header)
    {
        if (load.Session is { } session && !session.CanLoad(header))
        {
            throw Refuse(load, KvcFaults.OtherSession(header, session.PayloadAbi, session.ModelId));
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "The file format names files by SHA-1; nothing is protected by it.")]
    private static void CheckText(FileStream file, KvcLoad load, in KvcHeader header, long trailerBytes)
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
                load.Cancellation.ThrowIfCancellationRequested();
                var part = piece.AsSpan(0, (int)Math.Min(piece.Length, header.TextBytes - done));
                ReadExactly(file, part, load);
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
        if (load.Key is { } key && key != KvcKey.FromHash(digest) && !IsNamedByTitle(file, load, key, header, trailerBytes))
        {
            throw Refuse(load, KvcFaults.Name(header, key, KvcKey.FromHash(digest)));
        }
    }

    /// <summary>Whether the key is that of the file's title and creation time, as for an agent's session.</summary>
    private static bool IsNamedByTitle(FileStream file, KvcLoad load, KvcKey key, KvcHeader header, long trailerBytes)
    {
        if (!header.Extensions.HasFlag(KvcExtensions.SessionTitle))
        {
            return false;
        }

        try
        {
            file.Position = header.PayloadOffset + (long)header.PayloadBytes;
            return SessionTitle.TryRead(file, trailerBytes, out var title, out _) && key == SessionTitle.KeyOf(title, header.CreatedAt);
        }
        catch (IOException error) when (!Errno.IsShortage(error))
        {
            throw Refuse(load, SafeFiles.FaultOf(error, header.PayloadOffset + (long)header.PayloadBytes));
        }
    }

    /// <summary>Reads and checks the payload's metadata, before any byte of the payload is copied.</summary>
    private static DsvPayload? CheckPayload(FileStream file, KvcLoad load, in KvcHeader header)
    {
        if (load.Checks == PayloadChecks.None || (load.AllowsStripped && header.IsStripped))
        {
            return null;
        }

        var layout = DsvLayout.Of(header.PayloadAbi, header.ModelId) ?? throw Refuse(load, KvcFaults.UnknownModel(header));
        DsvPayload? payload;
        DsvFault? fault;
        try
        {
            _ = DsvPayload.TryRead(file, header.PayloadOffset, (long)header.PayloadBytes, layout, load.Session?.ContextSize, out payload, out fault);
        }
        catch (IOException error) when (!Errno.IsShortage(error))
        {
            throw Refuse(load, SafeFiles.FaultOf(error, header.PayloadOffset));
        }

        return payload is null ? throw Refuse(load, fault!.InFile(header.PayloadOffset))
            : payload.Header.Tokens == header.Tokens ? payload
            : throw Refuse(load, KvcFaults.TokenCount(header, payload.Header.Tokens));
    }

    private static void Copy(FileStream file, KvcLoad load, long count)
    {
        var piece = ArrayPool<byte>.Shared.Rent((int)Math.Min(CacheWindow.PieceBytes, count));
        try
        {
            for (var done = 0L; done < count;)
            {
                load.Cancellation.ThrowIfCancellationRequested();
                var part = piece.AsSpan(0, (int)Math.Min(piece.Length, count - done));
                ReadExactly(file, part, load, done);
                load.Destination.Write(part);
                done += part.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>
    /// Reads the tool map if it is wanted. The payload is delivered, so a damaged map is no failure unless the map is required.
    /// </summary>
    private static int ReadTools(FileStream file, KvcLoad load, in KvcHeader header, long trailerBytes, out KvcFault? fault)
    {
        fault = null;
        if (!header.Extensions.HasFlag(KvcExtensions.ToolMap) || (load.Tools is null && !load.RequireSoundToolMap))
        {
            return 0;
        }

        var start = file.Position;
        var reader = new ToolMapReader(file, trailerBytes);
        try
        {
            if (load.Tools is { } tools)
            {
                reader.ReadInto(tools, load.WantedTools);
            }
            else
            {
                reader.ReadThrough();
            }

            fault = reader.Fault is { } found ? found with { Offset = start + found.Offset } : null;
        }
        catch (IOException error) when (!Errno.IsShortage(error))
        {
            fault = SafeFiles.FaultOf(error, start + reader.Done);
        }

        return fault is not null && load.RequireSoundToolMap ? throw Refuse(load, fault) : reader.Loaded;
    }

    /// <summary>Reads bytes that must exist, because the file is long enough. If the disk cannot read them, the file is faulty.</summary>
    private static void ReadExactly(FileStream file, Span<byte> bytes, KvcLoad load, long deliveredBytes = 0)
    {
        var offset = file.Position;
        try
        {
            file.ReadExactly(bytes);
        }
        catch (IOException error) when (!Errno.IsShortage(error))
        {
            throw new KvcFormatException(load.Path, SafeFiles.FaultOf(error, offset)) { DeliveredBytes = deliveredBytes };
        }
    }

    private static KvcFormatException Refuse(KvcLoad load, KvcFault fault) => new(load.Path, fault);
}
