using System.Runtime.CompilerServices;

namespace IoPolicy.Testing;

/// <summary>The entry of a child process. Each test program that compiles this file can run its methods in a child.</summary>
internal static class ChildProcessEntry
{
#pragma warning disable CA2255 // A test program is not a library, and it must branch off before the runner's Main.
    [ModuleInitializer]
    internal static void Run() => ChildProcess.RunIfChild(typeof(ChildProcessEntry).Assembly);
#pragma warning restore CA2255
}
