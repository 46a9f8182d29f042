using System.Runtime.CompilerServices;

namespace IoPolicy.Testing;

/// <summary>Compiled into a test program: makes it able to run one of its methods as a child process.</summary>
internal static class ChildProcessEntry
{
#pragma warning disable CA2255 // The test program is no library: it must turn off before the runner's own Main.
    [ModuleInitializer]
    internal static void Run() => ChildProcess.RunIfChild(typeof(ChildProcessEntry).Assembly);
#pragma warning restore CA2255
}
