using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Kv.Demo;

/// <summary>Maps the weights into memory and reads them through the mapping, as an inference engine does.</summary>
internal sealed unsafe class WeightsMapping : IDisposable
{
    private readonly FileStream _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    internal WeightsMapping(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        _map = MemoryMappedFile.CreateFromFile(_file, mapName: null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>The mapped file, for measurements.</summary>
    internal SafeFileHandle Handle => _file.SafeFileHandle;

    internal long Pages => (_file.Length + Environment.SystemPageSize - 1) / Environment.SystemPageSize;

    /// <summary>Passes over the weights once, and reads one byte of each page.</summary>
    /// <returns>The sum of the bytes. The compiler could remove the loop if it had no result.</returns>
    internal long ReadEachPage()
    {
        var sum = 0L;
        var length = _file.Length;
        for (var offset = 0L; offset < length; offset += Environment.SystemPageSize)
        {
            sum += Volatile.Read(ref _start[offset]);
        }

        return sum;
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
        _file.Dispose();
    }
}
