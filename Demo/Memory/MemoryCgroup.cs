using System.Globalization;

namespace Kv.Demo.Memory;

/// <summary>
/// A memory cgroup with a limit for one child of the demo. The kernel charges a page, including a page of the page cache,
/// to the group that faults it in first. Therefore the weights and the checkpoint compete for the limit.
/// </summary>
internal sealed class MemoryCgroup : IDisposable
{
    private readonly CgroupHierarchy _hierarchy;

    private MemoryCgroup(CgroupHierarchy hierarchy, string directory)
    {
        _hierarchy = hierarchy;
        DirectoryPath = directory;
    }

    internal string DirectoryPath { get; }

    /// <summary>The file to which a process writes its id to join the group.</summary>
    internal string MembersFile => Path.Combine(DirectoryPath, "cgroup.procs");

    /// <summary>The file with the number of bytes charged to the group.</summary>
    internal string UsageFile => Path.Combine(DirectoryPath, _hierarchy.UsageFile);

    /// <summary>Reads the number of charged bytes from a <see cref="UsageFile"/>.</summary>
    internal static long ReadUsage(string usageFile) => long.Parse(File.ReadAllText(usageFile), CultureInfo.InvariantCulture);

    /// <summary>Creates a group whose members together use at most <paramref name="limitBytes"/>.</summary>
    /// <exception cref="IOException">The kernel rejected the group or its limit.</exception>
    internal static MemoryCgroup Create(CgroupHierarchy hierarchy, string name, long limitBytes)
    {
        var group = new MemoryCgroup(hierarchy, Path.Combine(hierarchy.Parent, name));
        Directory.CreateDirectory(group.DirectoryPath);
        try
        {
            File.WriteAllText(Path.Combine(group.DirectoryPath, hierarchy.LimitFile), limitBytes.ToString(CultureInfo.InvariantCulture));
            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    /// <summary>Removes the group that a killed demo left, if it exists.</summary>
    internal static void RemoveAbandoned(CgroupHierarchy hierarchy, string name) => new MemoryCgroup(hierarchy, Path.Combine(hierarchy.Parent, name)).Dispose();

    /// <summary>
    /// Removes the group. <c>rmdir</c> fails with EBUSY for a moment after the last member has exited, so this method retries
    /// for up to ten seconds. The kernel moves the remaining charges to the parent group.
    /// </summary>
    public void Dispose()
    {
        for (var attempt = 0; Directory.Exists(DirectoryPath); attempt++)
        {
            try
            {
                _hierarchy.Empty(DirectoryPath);
                Directory.Delete(DirectoryPath);
            }
            catch (IOException) when (attempt < 500)
            {
                Thread.Sleep(20);
            }
        }
    }
}
