using System.Runtime.InteropServices;
using System.Text;

namespace IoPolicy.Interop;

/// <summary>Writes a line to standard error. On Linux, a full or closed standard error is no failure.</summary>
/// <remarks>
/// Uses <c>write</c> on Linux. The first use of <see cref="Console.Error"/> duplicates the descriptor and loads an assembly,
/// which fails in a process without a free descriptor.
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

        // Standard error was inherited, so it is not closed on exec. If it was closed before the program began, one of the
        // program's own files may have its number: .NET opens each with O_CLOEXEC.
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
