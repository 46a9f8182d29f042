using System.Runtime.InteropServices;
using System.Text;

namespace IoPolicy.Interop;

/// <summary>Writes a line to standard error; one that is full or closed is no failure on Linux.</summary>
/// <remarks>
/// On Linux by <c>write</c> itself: <see cref="Console.Error"/> duplicates the descriptor when it is first used, and its
/// assembly is loaded then. A process that has no free descriptor can do neither.
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
