using System.Globalization;

namespace Kv.Demo;

/// <summary>The page faults of the calling thread.</summary>
internal static class PageFaults
{
    /// <summary>The number of faults that waited for the disk.</summary>
    internal static long Major
    {
        get
        {
            // proc_pid_stat(5): majflt is field 12. The name in field 2 may contain spaces and parentheses. Field 3 follows the last parenthesis.
            var stat = File.ReadAllText("/proc/thread-self/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return long.Parse(fields[12 - 3], CultureInfo.InvariantCulture);
        }
    }
}
