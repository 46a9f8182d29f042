namespace IoPolicy.CommandLine;

/// <summary>A mounted cgroup hierarchy from <c>/proc/self/mountinfo</c>.</summary>
/// <param name="Root">The directory of the hierarchy that the mount shows; "/" for the whole hierarchy.</param>
/// <param name="Point">The mount point.</param>
/// <param name="IsV2">Whether the hierarchy is cgroup v2.</param>
/// <param name="IsMemoryV1">Whether the hierarchy is cgroup v1 with the memory controller.</param>
internal sealed record CgroupMount(string Root, string Point, bool IsV2, bool IsMemoryV1)
{
    /// <summary>Parses the mounts and returns the cgroup hierarchies.</summary>
    internal static IEnumerable<CgroupMount> Parse(string mountInfo)
    {
        foreach (var line in mountInfo.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // proc(5): 36 35 98:0 ROOT POINT options … - TYPE source super-options
            var halves = line.Split(" - ", 2);
            var before = halves[0].Split(' ');
            var after = halves.Length == 2 ? halves[1].Split(' ') : [];
            if (before.Length >= 5 && after.Length >= 3 && after[0] is "cgroup" or "cgroup2")
            {
                var memory = after[0] == "cgroup" && after[2].Split(',').Contains("memory");
                yield return new CgroupMount(before[3], before[4], after[0] == "cgroup2", memory);
            }
        }
    }

    /// <summary>Gets the directory of this process's cgroup in this hierarchy.</summary>
    /// <param name="membership">The text of <c>/proc/self/cgroup</c>.</param>
    /// <returns>The directory; null if the mount does not show it.</returns>
    internal string? DirectoryOf(string membership)
    {
        // cgroups(7): 4:memory:/path in v1, 0::/path in v2
        var path = membership.Split('\n')
            .Select(line => line.Split(':', 3))
            .FirstOrDefault(fields => fields.Length == 3 && (IsV2 ? fields[0] == "0" : fields[1].Split(',').Contains("memory")))
            ?[2] ?? "";

        // In a container, the mount shows only a part of the hierarchy, but the path may begin at the top of the hierarchy.
        var isBelow = Root == "/" || path == Root || path.StartsWith(Root + "/", StringComparison.Ordinal);
        var inside = isBelow && Root != "/" ? path[Root.Length..] : path;

        // cgroup_namespaces(7): the path and the mount's root are relative to the root of the namespace. A mount of the parent
        // namespace has the root "/..", and does not name the directories in between.
        if (LeavesNamespace(inside) || (!isBelow && LeavesNamespace(Root)))
        {
            return null;
        }

        var directory = Point + "/" + inside.Trim('/');
        return directory.TrimEnd('/');
    }

    private static bool LeavesNamespace(string path) => (path + "/").StartsWith("/../", StringComparison.Ordinal);
}
