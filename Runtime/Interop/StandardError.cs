using System.Runtime.InteropServices;
using System.Text;

namespace IoPolicy.Interop;

/// <summary>Writes a line to standard error. On Linux, the line is lost without an exception if standard error is full or closed.</summary>
/// <remarks>
/// Calls <c>write</c> on Linux, because the first use of <see cref="Console.Error"/> duplicates the descriptor and loads an assembly. Both
/// fail in a process without a free descriptor.
/// </remarks>
internal static class StandardError
{
    private const int Descriptor = 2;

    internal static unsafe void WriteLine(string line)
    {
        if (!Kernel.IsSupported)
        {
            Console.Error.WriteLine(line);
            return;
        }

        // A standard error that the process inherited does not have FD_CLOEXEC. If it was closed before the program began, descriptor 2
        // may be one of the program's own files, which .NET opens with O_CLOEXEC. Such a file must not get the line.
        if (Native.Control(Descriptor, Native.GetDescriptorFlags) is > 0 and var flags && (flags & Native.CloseOnExec) != 0)
        {
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(line + '\n');
        fixed (byte* text = bytes)
        {
            for (nint done = 0; done < bytes.Length;)
            {
                var written = Native.Write(Descriptor, text + done, (nuint)(bytes.Length - done));
                if (written > 0)
                {
                    done += written;
                }
                else if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                {
                    return;
                }
            }
        }
    }
}
