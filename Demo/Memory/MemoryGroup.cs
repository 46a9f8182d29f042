using System.Globalization;

namespace Kv.Demo.Memory;

/// <summary>
/// A memory cgroup of the demo's own: made with a limit, joined by one child, removed at the end. What a member
/// faults in first is charged to the group, page cache included, so the weights and the checkpoint compete in it.
/// </summary>
internal sealed class MemoryGroup : IDisposable
{
    private readonly MemoryHierarchy _hierarchy;

    private MemoryGroup(MemoryHierarchy hierarchy, string directory)
    {
        _hierarchy = hierarchy;
        DirectoryPath = directory;
    }

    internal string DirectoryPath { get; }

    /// <summary>The file that a process writes its id to in order to join.</summary>
    internal string MembersFile => Path.Combine(DirectoryPath, "cgroup.procs");

    /// <summary>The file that tells the bytes charged to the group.</summary>
    internal string UsageFile => Path.Combine(DirectoryPath, _hierarchy.UsageFile);

    /// <summary>The bytes that a <see cref="UsageFile"/> tells now.</summary>
    internal static long ReadUsage(string usageFile) => long.Parse(File.ReadAllText(usageFile), CultureInfo.InvariantCulture);

    /// <summary>Makes a group under a hierarchy; its members together use at most <paramref name="limitBytes"/>.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    internal static MemoryGroup Create(MemoryHierarchy hierarchy, string name, long limitBytes)
    {
        var group = new MemoryGroup(hierarchy, Path.Combine(hierarchy.Parent, name));
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

    /// <summary>Removes the group of a demo that was killed outright, where there is one.</summary>
    internal static void RemoveAbandoned(MemoryHierarchy hierarchy, string name) => new MemoryGroup(hierarchy, Path.Combine(hierarchy.Parent, name)).Dispose();

    /// <summary>
    /// Removes the group. The kernel answers EBUSY for a moment after the last member has exited, so it is asked again
    /// for up to ten seconds, which a busy machine may take; what is charged still goes to the parent group.
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
