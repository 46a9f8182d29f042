using System.Globalization;

namespace Kv.Demo;

/// <summary>The page faults of the calling thread.</summary>
internal static class PageFaults
{
    /// <summary>The faults so far that had to wait for the disk.</summary>
    internal static long Major
    {
        get
        {
            // proc_pid_stat(5): majflt is field 12. The name, field 2, may itself hold spaces and brackets; field 3 follows its last one.
            var stat = File.ReadAllText("/proc/thread-self/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return long.Parse(fields[12 - 3], CultureInfo.InvariantCulture);
        }
    }
}
