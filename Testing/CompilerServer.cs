using System.Diagnostics;
using System.Globalization;

namespace IoPolicy.Testing;

/// <summary>
/// The compiler server of this test process. Its builds share the server, so the compiler and the analyzers are loaded once. The
/// server ends with the process, because a leftover server would use memory and processor time during later tests. If
/// IOPOLICY_TEST_COMPILER_SERVER has the id of a server, all test processes share that server, and the program that set the variable ends it.
/// </summary>
internal static class CompilerServer
{
    private static readonly string? SharedId = Environment.GetEnvironmentVariable("IOPOLICY_TEST_COMPILER_SERVER") is { Length: > 0 } id ? id : null;
    private static readonly string Id = SharedId ?? $"iopolicy-{Environment.ProcessId}-{Guid.NewGuid():N}";

    static CompilerServer()
    {
        if (SharedId is null)
        {
            AppDomain.CurrentDomain.ProcessExit += static (_, _) => Stop();
        }
    }

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
