namespace Kv.Demo.Memory;

/// <summary>Where memory cgroups can be made here, and what the kernel calls their files: cgroup v1 or v2.</summary>
internal sealed record MemoryHierarchy
{
    private MemoryHierarchy(int version, string parent)
    {
        Version = version;
        Parent = parent;
    }

    /// <summary>1 or 2.</summary>
    internal int Version { get; }

    /// <summary>The cgroup under which a new one is made: this process's own, or the nearest above it that can have children.</summary>
    internal string Parent { get; }

    internal string LimitFile => Version == 1 ? "memory.limit_in_bytes" : "memory.max";

    internal string UsageFile => Version == 1 ? "memory.usage_in_bytes" : "memory.current";

    /// <summary>Finds where this process can make memory cgroups.</summary>
    /// <returns>The hierarchy; or null and the reason.</returns>
    internal static (MemoryHierarchy? Hierarchy, string Reason) Find() => !OperatingSystem.IsLinux()
        ? (null, "memory cgroups are Linux's")
        : !Environment.IsPrivilegedProcess
            ? (null, "only root may make a memory cgroup")
            : Find(File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText("/proc/self/cgroup"));

    /// <summary>Finds it in what <c>/proc/self/mountinfo</c> and <c>/proc/self/cgroup</c> say (proc(5), cgroups(7)).</summary>
    internal static (MemoryHierarchy? Hierarchy, string Reason) Find(string mountInfo, string membership)
    {
        foreach (var mount in CgroupMount.Parse(mountInfo))
        {
            if (mount.IsMemoryV1)
            {
                return WritableOf(1, [mount.DirectoryOf(membership), mount.Point]);
            }

            if (mount.IsV2 && Ancestors(mount.DirectoryOf(membership), mount.Point).FirstOrDefault(DelegatesMemory) is { } parent)
            {
                return WritableOf(2, [parent]);
            }
        }

        return (null, "no memory cgroup controller is at hand");
    }

    /// <summary>Gives back what the group has cached: only v1 can be told to; v2 hands it to the parent on removal.</summary>
    internal void Empty(string directory)
    {
        if (Version == 1)
        {
            File.WriteAllText(Path.Combine(directory, "memory.force_empty"), "0");
        }
    }

    private static (MemoryHierarchy?, string) WritableOf(int version, IEnumerable<string> directories)
    {
        foreach (var directory in directories.Where(Directory.Exists))
        {
            var probe = Path.Combine(directory, $"kv-demo-probe-{Environment.ProcessId}");
            try
            {
                Directory.CreateDirectory(probe);
                Directory.Delete(probe);
                return (new MemoryHierarchy(version, directory), "");
            }
            catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
            {
                // The next one may do: a container often has the hierarchy mounted read-only.
            }
        }

        return (null, "the memory cgroups are mounted read-only");
    }

    /// <summary>A v2 cgroup gives its children the memory controller only where it says so; that is not ours to change.</summary>
    private static bool DelegatesMemory(string directory)
    {
        var file = Path.Combine(directory, "cgroup.subtree_control");
        return File.Exists(file) && File.ReadAllText(file).Split((char[])[' ', '\n']).Contains("memory");
    }

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
