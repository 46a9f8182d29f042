using System.Diagnostics;
using System.Globalization;

namespace IoPolicy.Testing;

/// <summary>
/// The compiler server of this test process. Its builds share the server, so the compiler and the analyzers are loaded once. The
/// server ends with the process, because a leftover server would use memory and processor time during later tests.
/// </summary>
internal static class CompilerServer
{
    private static readonly string Id = $"iopolicy-{Environment.ProcessId}-{Guid.NewGuid():N}";

    static CompilerServer() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => Stop();

    /// <summary>Lets the builds of a program use the server. MSBuild reads environment variables as properties.</summary>
    internal static void Use(ProcessStartInfo start)
    {
        // Only on Linux, because Stop finds the server in /proc.
        start.Environment["UseSharedCompilation"] = OperatingSystem.IsLinux() ? "true" : "false";
        start.Environment["SharedCompilationId"] = Id;
    }

    private static void Stop()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id)
                    && File.ReadAllText(Path.Combine(directory, "cmdline")).Contains($"-pipename:{Id}", StringComparison.Ordinal))
                {
                    using var server = Process.GetProcessById(id);
                    server.Kill();
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
            {
                // The process has ended meanwhile, or it belongs to another user.
            }
        }
    }
}
