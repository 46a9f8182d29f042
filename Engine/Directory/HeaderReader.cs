using System.Runtime.CompilerServices;
using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace KvCache;

/// <summary>
/// Reads the headers of a directory's files. Keeps the directory open, so the kernel resolves its path once. Safe for all
/// threads until it is disposed of.
/// </summary>
/// <remarks>
/// The methods that run for each file are marked AggressiveOptimization, because <c>kv ls</c> ends before the runtime would
/// compile them again with optimization.
/// </remarks>
internal sealed class HeaderReader : IDisposable
{
    private readonly string _path;
    private readonly nint _descriptor;

    /// <exception cref="IOException">The directory cannot be opened.</exception>
    internal HeaderReader(string directory)
    {
        _path = directory;
        if (OperatingSystem.IsLinux())
        {
            Directory = SafeFiles.OpenDirectory(directory);
            _descriptor = Directory.DangerousGetHandle();
        }
    }

    /// <summary>The open directory; null on other systems than Linux.</summary>
    internal SafeFileHandle? Directory { get; }

    public void Dispose() => Directory?.Dispose();

    /// <summary>Reads the header of a file with a known name. False if the file does not exist.</summary>
    /// <exception cref="IOException">The process has no free descriptor or memory, which says nothing about the file.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal bool TryRead(CacheFileName name, out ScannedFile file)
    {
        var fault = Directory is null
            ? DirectoryScan.ReadEntry(name.PathIn(_path), out var header, out var fileBytes)
            : Read(name, out header, out fileBytes);
        file = fault is null
            ? new ScannedFile(new ScannedCheckpoint(name, header, fileBytes))
            : new ScannedFile(new FaultyFile(name, fault, fileBytes));
        return fault?.Kind != KvcFaultKind.Missing;
    }

    private KvcFault? Read(CacheFileName name, out KvcHeader header, out long fileBytes)
    {
        Span<byte> bytes = stackalloc byte[KvcHeader.Size];
        header = default;
        return SafeFiles.ReadHeaderIn(_descriptor, _path, name, bytes, out var count, out fileBytes)
            ?? (KvcHeader.TryParse(bytes[..count], out header, out var fault) ? KvcFaults.CheckLength(header, fileBytes) : fault);
    }
}
