using IoPolicy.CommandLine;

namespace Kv.Demo.Memory;

/// <summary>The cgroup v1 or v2 directory in which this process can create memory cgroups, and the names of their files.</summary>
internal sealed record CgroupHierarchy
{
    private CgroupHierarchy(int version, string parent)
    {
        Version = version;
        Parent = parent;
    }

    /// <summary>The cgroup version, 1 or 2.</summary>
    internal int Version { get; }

    /// <summary>The parent of a new cgroup: this process's cgroup, or an ancestor of it that can have children.</summary>
    internal string Parent { get; }

    internal string LimitFile => Version == 1 ? "memory.limit_in_bytes" : "memory.max";

    internal string UsageFile => Version == 1 ? "memory.usage_in_bytes" : "memory.current";

    /// <summary>Finds the directory in which this process can create memory cgroups.</summary>
    /// <returns>The hierarchy, or null and the reason.</returns>
    internal static (CgroupHierarchy? Hierarchy, string Reason) Find() => !OperatingSystem.IsLinux()
        ? (null, "memory cgroups need Linux")
        : !Environment.IsPrivilegedProcess
            ? (null, "only root may create a memory cgroup")
            : Find(File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText("/proc/self/cgroup"));

    /// <summary>Finds the directory in the texts of <c>/proc/self/mountinfo</c> (proc(5)) and <c>/proc/self/cgroup</c> (cgroups(7)).</summary>
    internal static (CgroupHierarchy? Hierarchy, string Reason) Find(string mountInfo, string membership)
    {
        foreach (var mount in CgroupMount.Parse(mountInfo))
        {
            if (mount.IsMemoryV1)
            {
                return WritableOf(1, [mount.DirectoryOf(membership) ?? mount.Point, mount.Point]);
            }

            if (mount.IsV2 && Ancestors(mount.DirectoryOf(membership) ?? mount.Point, mount.Point).FirstOrDefault(DelegatesMemory) is { } parent)
            {
                return WritableOf(2, [parent]);
            }
        }

        return (null, "no memory cgroup controller is available");
    }

    /// <summary>Reclaims the cached pages of a v1 group. In v2, the kernel moves their charges to the parent when the group is removed.</summary>
    internal void Empty(string directory)
    {
        if (Version == 1)
        {
            File.WriteAllText(Path.Combine(directory, "memory.force_empty"), "0");
        }
    }

    private static (CgroupHierarchy?, string) WritableOf(int version, IEnumerable<string> directories)
    {
        foreach (var directory in directories.Where(Directory.Exists))
        {
            var probe = Path.Combine(directory, $"kv-demo-probe-{Environment.ProcessId}");
            try
            {
                Directory.CreateDirectory(probe);
                Directory.Delete(probe);
                return (new CgroupHierarchy(version, directory), "");
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // A container often mounts the hierarchy read-only. Try the next directory.
            }
        }

        return (null, "the memory cgroups are mounted read-only");
    }

    /// <summary>Decides whether a v2 cgroup enables the memory controller for its children. The demo does not change this setting.</summary>
    private static bool DelegatesMemory(string directory)
    {
        var file = Path.Combine(directory, "cgroup.subtree_control");
        return File.Exists(file) && File.ReadAllText(file).Split((char[])[' ', '\n']).Contains("memory");
    }

    /// <summary>Gets a directory and its ancestors up to <paramref name="top"/>.</summary>
    private static IEnumerable<string> Ancestors(string directory, string top)
    {
        for (var current = directory; current.Length >= top.Length; current = Path.GetDirectoryName(current)!)
        {
            yield return current;
            if (current == top)
            {
                yield break;
            }
        }
    }
}
