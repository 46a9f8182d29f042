using System.Globalization;
using System.Text.Json;
using IoPolicy.Testing;
using Tool.Tests.Infrastructure;

namespace Tool.Tests;

/// <summary>Runs <c>iopolicy resident</c> as an ordinary user, in a PID namespace, in a memory cgroup, and on FUSE.</summary>
public sealed class ResidentScopeTests : IClassFixture<FuseMount>, IDisposable
{
    private readonly FuseMount _fuse;
    private readonly ScratchDirectory _scratch = new();

    public ResidentScopeTests(FuseMount fuse) => _fuse = fuse;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void An_ordinary_user_sees_its_own_process_and_its_own_file()
    {
        var path = ResidentFiles.Write(_scratch, "own.bin");
        _ = ToolCli.RunAsNobody("--version").Succeeded();
        Shell.Run("chown", "nobody", path).OrThrow();
        using var holder = new FileHolder(path, "setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--");

        var file = ResidentFiles.FileOf(ToolCli.RunAsNobody("resident", "--pid", holder.Id, "--json").Json(), path);

        Assert.Equal(ResidentFiles.Fincore(path), file.GetProperty("cachedPages").GetInt64());
    }

    [Fact]
    public void An_ordinary_user_is_told_which_figures_are_unknown()
    {
        var path = ResidentFiles.Write(_scratch, "foreign.bin");
        _ = ToolCli.RunAsNobody("--version").Succeeded();
        using var own = new FileHolder(path, "setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--");
        using var foreign = new FileHolder(path);

        var file = ResidentFiles.FileOf(ToolCli.RunAsNobody("resident", "--pid", own.Id, "--json").Json(), path);
        var sentence = ToolCli.RunAsNobody("resident", "--pid", foreign.Id).Failed(exitCode: 1);

        // The kernel shows the pages of a file only to its owner, or to those who may write it (can_do_mincore).
        Assert.Equal(JsonValueKind.Null, file.GetProperty("cachedPages").ValueKind);
        Assert.Equal("unknown", file.GetProperty("source").GetString());
        Assert.Contains("neither owns the file nor may write it", file.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("its open files cannot be read: permission denied", sentence, StringComparison.Ordinal);
        Assert.Contains("unknown: ", ToolCli.RunAsNobody("resident", "--pid", own.Id).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_keeps_its_length_and_the_reason()
    {
        var path = ResidentFiles.Write(_scratch, "secret.bin");
        _ = ToolCli.RunAsNobody("--version").Succeeded();
        Shell.Run("chmod", "400", path).OrThrow();

        var file = ResidentFiles.FileOf(ToolCli.RunAsNobody("resident", _scratch.Path, "--json").Json(), path);

        Assert.Equal((ResidentFiles.Pages, "permission denied"), (file.GetProperty("pages").GetInt64(), file.GetProperty("reason").GetString()));
    }

    [Fact]
    public void Process_ids_belong_to_the_PID_namespace_of_the_tool()
    {
        PageCounts.Require();
        var path = ResidentFiles.Write(_scratch, "contained.bin");
        var probe = Shell.Run("unshare", "--pid", "--fork", "--mount-proc", "true");
        Assert.SkipUnless(probe.Succeeded, $"A PID namespace cannot be created here: {probe.Error.Trim()}");

        // Process 1 of the namespace is the shell, which has the file open.
        var result = Shell.Run("unshare", "--pid", "--fork", "--mount-proc", "/bin/sh", "-c", "exec 7<\"$0\"; \"$1\" resident --pid 1 --json", path, ToolCli.Program).OrThrow();

        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal(ResidentFiles.Fincore(path), ResidentFiles.FileOf(document.RootElement, path).GetProperty("cachedPages").GetInt64());
        Assert.Equal(1, document.RootElement.GetProperty("processes")[0].GetProperty("pid").GetInt32());
    }

    /// <summary>A container is like this: a process is in a memory cgroup and a PID namespace, and does not see all processes of its cgroup.</summary>
    [Fact]
    public void A_cgroup_in_a_PID_namespace_has_the_visible_processes()
    {
        PageCounts.Require();
        var path = ResidentFiles.Write(_scratch, "contained.bin");
        using var document = InNamespaces("--pid --mount --fork --mount-proc", path, group => $"resident --cgroup {group} --json");

        Assert.Equal(ResidentFiles.Fincore(path), ResidentFiles.FileOf(document.RootElement, path).GetProperty("cachedPages").GetInt64());
        Assert.Contains(1, document.RootElement.GetProperty("processes").EnumerateArray().Select(static process => process.GetProperty("pid").GetInt32()));

        // The program unshare is in the cgroup, and outside the namespace. Version 1 of cgroups does not list such a process.
        var hidden = document.RootElement.GetProperty("hiddenProcesses");
        Assert.True(document.RootElement.GetProperty("cgroup").GetProperty("version").GetInt32() == 1 ? hidden.ValueKind == JsonValueKind.Null : hidden.GetInt32() == 1, hidden.ToString());
        Assert.False(document.RootElement.GetProperty("cgroup").TryGetProperty("closedFileBytes", out _));
    }

    /// <summary>The mounts of /sys/fs/cgroup belong to the parent namespace, so the cgroup at their root has figures of other processes too.</summary>
    [Fact]
    public void A_cgroup_namespace_without_a_mount_of_its_own_has_no_figures()
    {
        PageCounts.Require();
        var path = ResidentFiles.Write(_scratch, "contained.bin");
        using var document = InNamespaces("--cgroup --pid --mount --fork --mount-proc", path, _ => "resident --pid 1 --json");

        Assert.Equal(ResidentFiles.Fincore(path), ResidentFiles.FileOf(document.RootElement, path).GetProperty("cachedPages").GetInt64());
        Assert.False(document.RootElement.TryGetProperty("cgroup", out var figures), figures.ToString());
        Assert.NotEmpty(document.RootElement.GetProperty("cgroupReason").GetString()!);
    }

    [Fact]
    public void A_cgroup_has_the_files_of_its_processes_and_the_kernels_figures()
    {
        PageCounts.Require();
        var group = CreateGroup();
        try
        {
            var (open, closed) = (_scratch.File("open.bin"), _scratch.File("closed.bin"));
            const string Script = "echo $$ > \"$0/cgroup.procs\"; for f in \"$1\" \"$2\"; do dd if=/dev/zero of=\"$f\" bs=1M count=4 conv=fsync status=none; done; exec /bin/sh -c 'exec 7<\"$0\"; echo ready; read line' \"$1\"";
            using var member = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", Script, group, open, closed]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            Assert.Equal("ready", member.StandardOutput.ReadLine());

            var document = ToolCli.Run("resident", "--cgroup", group, "--json").Json();
            var table = ToolCli.Run("resident", "--cgroup", group).Succeeded();
            member.StandardInput.Close();
            member.WaitForExit();

            var figures = document.GetProperty("cgroup");
            Assert.Equal(member.Id, Assert.Single(document.GetProperty("processes").EnumerateArray()).GetProperty("pid").GetInt32());
            Assert.True(ResidentFiles.FileOf(document, open).GetProperty("open").GetBoolean());
            Assert.DoesNotContain(document.GetProperty("files").EnumerateArray(), file => file.GetProperty("path").GetString() == closed);

            // Both files are charged to the group. No process has the closed file open, but the group's figure includes it.
            Assert.InRange(figures.GetProperty("fileBytes").GetInt64(), 7L << 20, long.MaxValue);
            Assert.InRange(figures.GetProperty("closedFileBytes").GetInt64(), 0, figures.GetProperty("fileBytes").GetInt64() - (3L << 20));
            Assert.Equal(
                figures.GetProperty("usageBytes").GetInt64() - figures.GetProperty("inactiveFileBytes").GetInt64(), figures.GetProperty("workingSetBytes").GetInt64());
            Assert.Matches(@"\n  inactive_file +\d+\.\d MiB  not part of the working set\n", table);
        }
        finally
        {
            Remove(group);
        }
    }

    [Fact]
    public void A_process_is_shown_with_the_figures_of_its_cgroup()
    {
        using var holder = new FileHolder("/dev/null");

        var document = ToolCli.Run("resident", "--pid", holder.Id, "--json").Json();

        if (document.TryGetProperty("cgroup", out var group))
        {
            var stat = File.ReadAllText(Path.Combine(group.GetProperty("directory").GetString()!, "memory.stat"));
            Assert.Contains("inactive_file", stat, StringComparison.Ordinal);
            Assert.InRange(group.GetProperty("inactiveFileBytes").GetInt64(), 0, long.MaxValue);
        }
        else
        {
            Assert.NotEmpty(document.GetProperty("cgroupReason").GetString()!);
        }
    }

    [Fact]
    public void The_pages_of_a_file_on_FUSE_are_unknown_with_the_reason()
    {
        using var directory = _fuse.CreateDirectory();
        var path = ResidentFiles.Write(directory, "served.bin");

        var file = ResidentFiles.FileOf(ToolCli.Run("resident", path, "--json").Json(), path);

        Assert.Equal(JsonValueKind.Null, file.GetProperty("cachedPages").ValueKind);
        Assert.Contains("FUSE", file.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("unknown: 1 file: it is on FUSE", ToolCli.Run("resident", path).Succeeded(), StringComparison.Ordinal);
    }

    /// <summary>Creates a memory cgroup below that of this process, or skips the test.</summary>
    private static string CreateGroup()
    {
        var own = ToolCli.Run("resident", "--pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "--json").Json();
        Assert.SkipUnless(own.TryGetProperty("cgroup", out var parent), "The tests are in no visible memory cgroup.");
        var directory = Path.Combine(parent.GetProperty("directory").GetString()!, $"iopolicy-test-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"A memory cgroup cannot be created here: {failure.Message}");
        }

        if (!File.Exists(Path.Combine(directory, "memory.stat")))
        {
            Remove(directory);
            Assert.Skip("The parent cgroup does not enable the memory controller for its children.");
        }

        return directory;
    }

    /// <summary>Runs the tool in a new cgroup and in new namespaces, in which process 1 has the file open.</summary>
    private static JsonDocument InNamespaces(string namespaces, string path, Func<string, string> arguments)
    {
        var probe = Shell.Run("unshare", [.. namespaces.Split(' '), "true"]);
        Assert.SkipUnless(probe.Succeeded, $"The namespaces cannot be created here: {probe.Error.Trim()}");
        var group = CreateGroup();
        try
        {
            const string Script = "echo $$ > \"$0/cgroup.procs\"; exec unshare $1 /bin/sh -c 'exec 7<\"$0\"; $1' \"$2\" \"$3\"";
            return JsonDocument.Parse(Shell.Run("/bin/sh", "-c", Script, group, namespaces, path, $"{ToolCli.Program} {arguments(group)}").OrThrow().Output);
        }
        finally
        {
            Remove(group);
        }
    }

    /// <summary>Removes a cgroup. rmdir fails with EBUSY for a moment after the last process has ended.</summary>
    private static void Remove(string directory)
    {
        for (var attempt = 0; Directory.Exists(directory); attempt++)
        {
            try
            {
                Directory.Delete(directory);
            }
            catch (IOException) when (attempt < 500)
            {
                Thread.Sleep(20);
            }
        }
    }
}
