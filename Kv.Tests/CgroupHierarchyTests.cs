using IoPolicy.CommandLine;
using IoPolicy.Testing;
using Kv.Demo.Memory;

namespace Kv.Tests;

/// <summary>Finds memory cgroups in directory trees that imitate the kernel's trees, because a machine has only one of them.</summary>
public sealed class CgroupHierarchyTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Version_1_is_found_at_the_process_s_own_group()
    {
        var own = Make("memory/jobs/42");

        var (hierarchy, _) = CgroupHierarchy.Find(
            $"35 31 0:32 / {_scratch.File("memory")} rw,relatime - cgroup cgroup rw,memory\n",
            "4:memory:/jobs/42\n0::/\n");

        Assert.Equal((1, own), (hierarchy?.Version, hierarchy?.Parent));
    }

    [Fact]
    public void In_a_container_the_mount_shows_only_its_own_part_of_version_1()
    {
        var own = Make("memory");

        var (hierarchy, _) = CgroupHierarchy.Find(
            $"35 31 0:32 /docker/ab12 {own} rw - cgroup cgroup rw,memory\n",
            "4:memory:/docker/ab12\n");

        Assert.Equal(own, hierarchy?.Parent);
    }

    [Fact]
    public void A_group_with_a_longer_name_than_the_mount_s_root_is_another_group()
    {
        var own = Make("memory/docker/ab12");

        var (hierarchy, _) = CgroupHierarchy.Find(
            $"35 31 0:32 /docker/ab1 {_scratch.File("memory")} rw - cgroup cgroup rw,memory\n",
            "4:memory:/docker/ab12\n");

        Assert.Equal(own, hierarchy?.Parent);
    }

    /// <summary>The mount belongs to the parent namespace. Its root does not name the directory of the process's own namespace.</summary>
    [Theory]
    [InlineData("/../..", "/", Label = "the mount begins two levels above the namespace")]
    [InlineData("/..", "/job", Label = "the mount begins one level above the namespace")]
    [InlineData("/", "/../sibling", Label = "the process is outside the namespace")]
    public void Without_a_mount_of_its_own_a_cgroup_namespace_uses_the_mount_s_top(string root, string membership)
    {
        var top = Make("memory");

        var (hierarchy, _) = CgroupHierarchy.Find($"35 31 0:32 {root} {top} rw - cgroup cgroup rw,memory\n", $"4:memory:{membership}\n");

        Assert.Equal(top, hierarchy?.Parent);
    }

    [Fact]
    public void Version_2_is_the_nearest_group_that_enables_the_memory_controller()
    {
        var top = Make("unified");
        Make("unified/system.slice/job");
        File.WriteAllText(Path.Combine(top, "cgroup.subtree_control"), "cpu memory pids\n");
        File.WriteAllText(_scratch.File("unified/system.slice/cgroup.subtree_control"), "cpu\n");
        File.WriteAllText(_scratch.File("unified/system.slice/job/cgroup.subtree_control"), "\n");

        var (hierarchy, _) = CgroupHierarchy.Find($"41 31 0:38 / {top} rw - cgroup2 cgroup2 rw\n", "0::/system.slice/job\n");

        Assert.Equal((2, top), (hierarchy?.Version, hierarchy?.Parent));
        Assert.Equal(("memory.max", "memory.current"), (hierarchy?.LimitFile, hierarchy?.UsageFile));
    }

    [Fact]
    public void A_hierarchy_without_the_memory_controller_is_skipped()
    {
        var top = Make("unified");
        File.WriteAllText(Path.Combine(top, "cgroup.subtree_control"), "cpu\n");

        var (hierarchy, reason) = CgroupHierarchy.Find(
            $"31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n33 31 0:30 / {top} rw - cgroup cgroup rw,cpuset\n41 31 0:38 / {top} rw - cgroup2 cgroup2 rw\n",
            "3:cpuset:/\n0::/\n");

        Assert.Null(hierarchy);
        Assert.Equal("no memory cgroup controller is available", reason);
    }

    [Fact]
    public void A_group_writes_its_limit_and_is_removed_at_the_end()
    {
        Make("unified/job");
        File.WriteAllText(_scratch.File("unified/cgroup.subtree_control"), "memory\n");
        var (hierarchy, _) = CgroupHierarchy.Find($"41 31 0:38 / {_scratch.File("unified")} rw - cgroup2 cgroup2 rw\n", "0::/job\n");

        var group = MemoryCgroup.Create(hierarchy!, "kv-demo-test", 1234);

        Assert.Equal("1234", File.ReadAllText(Path.Combine(group.DirectoryPath, "memory.max")));
        File.Delete(Path.Combine(group.DirectoryPath, "memory.max")); // rmdir ignores the files of a real cgroup.
        group.Dispose();
        Assert.False(Directory.Exists(_scratch.File("unified/kv-demo-test")));
    }

    /// <summary>The lines of mountinfo, and the mounts: root, point, version 2, memory controller of version 1.</summary>
    [Theory]
    [InlineData("35 31 0:32 / /m rw shared:9 - cgroup cgroup rw,cpu,memory", "/", "/m", false, true, Label = "version 1, several controllers")]
    [InlineData("35 31 0:32 /a /m rw - cgroup cgroup rw,cpuset,memory_recursiveprot", "/a", "/m", false, false, Label = "version 1, another controller")]
    [InlineData("41 31 0:38 / /u rw - cgroup2 cgroup2 rw,memory", "/", "/u", true, false, Label = "version 2")]
    public void A_mount_is_parsed(string line, string root, string point, bool isV2, bool isMemoryV1) =>
        Assert.Equal([new CgroupMount(root, point, isV2, isMemoryV1)], CgroupMount.Parse($"1 2 0:3 / / rw - ext4 /dev/vda rw\n{line}\n\nno mount\n1 2 - cgroup2 c rw\n1 2 3 / /p - cgroup2 c\n"));

    /// <summary>A mount, the memberships of a process, and the directory of its group; null if the mount does not show it.</summary>
    [Theory]
    [InlineData("/", true, "4:memory:/other\n0::/own\n", "/m/own")]
    [InlineData("/", false, "4:cpu,memory:/own\n0::/other\n", "/m/own")]
    [InlineData("/", false, "4:cpu:/other\n5:memory:/a:b\n", "/m/a:b")]
    [InlineData("/", true, "0::/\n", "/m")]
    [InlineData("/", true, "", "/m")]
    [InlineData("/a", true, "0::/a\n", "/m")]
    [InlineData("/a", true, "0::/a/b\n", "/m/b")]
    [InlineData("/a", true, "0::/ab\n", "/m/ab")]
    [InlineData("/", true, "0::/../own\n", null)]
    [InlineData("/..", true, "0::/own\n", null)]
    [InlineData("/..", true, "0::/../own\n", "/m/own")]
    [InlineData("/..own", true, "0::/own\n", "/m/own")]
    public void The_group_of_a_process_is_found_below_a_mount(string root, bool isV2, string membership, string? directory) =>
        Assert.Equal(directory, new CgroupMount(root, "/m", isV2, IsMemoryV1: !isV2).DirectoryOf(membership));

    private string Make(string directory) => Directory.CreateDirectory(_scratch.File(directory)).FullName;
}
