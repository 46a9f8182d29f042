using System.Buffers.Binary;
using System.Runtime.InteropServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tool.Resident;

/// <summary>Reads which pages a process has mapped and touched, from <c>/proc/PID/pagemap</c>.</summary>
/// <remarks>
/// The file has an entry of 8 bytes for each page (Documentation/admin-guide/mm/pagemap.rst). The owner of the process may read the
/// bits 61 and 63 of an entry. Only the page frame number needs a capability.
/// </remarks>
internal sealed class PageTables : IDisposable
{
    private const int EntryBytes = sizeof(ulong);

    /// <summary>The bit of a page that is in memory and mapped by the process.</summary>
    private const ulong Present = 1UL << 63;

    /// <summary>The bit of a page that belongs to a file. A private copy after a write does not.</summary>
    private const ulong OfFile = 1UL << 61;

    private readonly SafeFileHandle _file;
    private readonly string? _reason;
    private readonly byte[] _entries = new byte[64 << 10];
    private long _pagesLeft = MinCore.MaxPages;

    internal PageTables(int process)
    {
        _file = Native.Open($"/proc/{process}/pagemap", Native.OpenReadOnly | Native.OpenCloseOnExec);
        _reason = _file.IsInvalid ? $"the page tables of process {process} cannot be read: {Errors.Describe(Marshal.GetLastPInvokeError())}" : null;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Calls <paramref name="visit"/> for each touched page of a mapping. The argument is the page's number in the file.</summary>
    /// <returns>The reason why the pages are unknown; null if all were visited.</returns>
    internal string? Visit(FileMapping mapping, Action<long> visit)
    {
        if (_reason is not null)
        {
            return _reason;
        }

        if ((_pagesLeft -= mapping.Pages) < 0)
        {
            return "the process has mapped more than 128 GiB of files";
        }

        var size = Environment.SystemPageSize;
        for (long done = 0; done < mapping.Pages;)
        {
            var wanted = (int)Math.Min(_entries.Length, (mapping.Pages - done) * EntryBytes);
            int read;
            try
            {
                read = RandomAccess.Read(_file, _entries.AsSpan(0, wanted), ((mapping.FirstAddress / size) + done) * EntryBytes);
            }
            catch (IOException failure)
            {
                return CommandLine.FailureSentence.ReasonOf(failure);
            }

            if (read < EntryBytes)
            {
                return "the process ended";
            }

            for (var entry = 0; entry < read / EntryBytes; entry++)
            {
                var bits = BinaryPrimitives.ReadUInt64LittleEndian(_entries.AsSpan(entry * EntryBytes));
                if ((bits & (Present | OfFile)) == (Present | OfFile))
                {
                    visit(mapping.FirstPage + done + entry);
                }
            }

            done += read / EntryBytes;
        }

        return null;
    }
}
