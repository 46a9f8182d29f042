using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using IoPolicy.Testing;
using Kv.Demo.Memory;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>Runs a small <c>kv demo</c> on the real kernel.</summary>
[Collection(nameof(Undisturbed))]
public sealed partial class DemoTests : IDisposable
{
    /// <summary>
    /// Options of a small demo. 64 MiB of weights, a checkpoint of 77 MiB and 15 MiB of the runtime exceed the limit of 128 MiB.
    /// The weights, the runtime and a window of the checkpoint fit.
    /// </summary>
    private static readonly string[] Small = ["--weights-mib", "64", "--tokens", "4096", "--limit-mib", "128"];

    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    private Process? _running;

    public void Dispose()
    {
        if (_running is { HasExited: false })
        {
            _running.Kill(entireProcessTree: true);
            _running.WaitForExit();
        }

        _running?.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task IoPolicy_loses_no_weight_page_and_leaves_no_checkpoint_page()
    {
        RequireCgroup();

        var json = (await KvCli.RunInAsync(_scratch.Path, ["demo", "--json", .. Small])).Json();

        Assert.True(json.GetProperty("pressure").GetBoolean());
        var policy = Way(json, "iopolicy");
        Assert.Equal((0, 0), (Figure(policy, "save", "pagesLeft"), Figure(policy, "load", "pagesLeft")));
        Assert.Equal((0, 0), (Figure(policy, "save", "weightPagesLost"), Figure(policy, "load", "weightPagesLost")));
        var none = Way(json, "no-advice");
        Assert.True(Figure(none, "save", "pagesLeft") > 5_000 && Figure(none, "load", "pagesLeft") > 5_000, json.ToString());
        Assert.True(Figure(policy, "save", "peakPages") < Figure(none, "save", "peakPages") / 2, json.ToString());
        AssertNothingLeft("kv-demo.png");
        Assert.Equal([0x89, 0x50, 0x4e, 0x47], File.ReadAllBytes(_scratch.File("kv-demo.png"))[..4]);
    }

    [Fact]
    public async Task The_demo_prints_the_table_and_the_code_without_escape_codes_in_a_pipe()
    {
        PageCounts.Require();

        var printed = (await KvCli.RunInAsync(_scratch.Path, ["demo", "--code", "--png", "chart.png", .. Small])).Succeeded();

        Assert.All(["no advice", "made durable", "one DONTNEED", "IoPolicy", "checkpoint pages left in the cache", "on disk when it returns", "Conclusion: with IoPolicy the save"], text => Assert.Contains(text, printed, StringComparison.Ordinal));
        Assert.Contains("public static partial long Save(global::System.IO.FileStream file, global::KvCache.KvcContent content)", printed, StringComparison.Ordinal);
        Assert.Contains("new(global::IoPolicy.CompilerServices.PolicyKind.DropAfterFullWrite, \"KvCache.KvcWriter.Save\")", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("Renew", printed, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', printed);
        AssertNothingLeft("chart.png");
    }

    [Fact]
    public async Task A_directory_on_tmpfs_is_rejected_in_one_sentence()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm") && new DriveInfo("/dev/shm").DriveFormat == "tmpfs", "/dev/shm is not a tmpfs.");

        var sentence = (await KvCli.RunInAsync(_scratch.Path, "demo", "--directory", "/dev/shm")).Failed(exitCode: 1);

        Assert.Contains("/dev/shm: a file on tmpfs exists only in the page cache", sentence, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_directory_with_too_little_space_is_rejected_in_one_sentence()
    {
        var sentence = (await KvCli.RunInAsync(_scratch.Path, "demo", "--directory", _scratch.Path, "--weights-mib", "2000000000", "--limit-mib", "2100000000")).Failed(exitCode: 1);

        Assert.Matches(@"this needs 19531\d\d\.\d GiB, and .* are free", sentence);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_limit_below_the_size_of_the_weights_is_rejected()
    {
        RequireCgroup();

        var sentence = (await KvCli.RunInAsync(_scratch.Path, "demo", "--weights-mib", "64", "--limit-mib", "64")).Failed(exitCode: 2);

        Assert.Contains("--limit-mib 64 is too low", sentence, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_chart_that_cannot_be_written_is_reported_before_the_work()
    {
        var sentence = (await KvCli.RunInAsync(_scratch.Path, "demo", "--png", "no-such-directory/chart.png")).Failed(exitCode: 1);

        Assert.Contains("no-such-directory/chart.png: the chart cannot be written here", sentence, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData(1, 129, Label = "SIGHUP")]
    [InlineData(2, 130, Label = "SIGINT")]
    [InlineData(15, 143, Label = "SIGTERM")]
    public async Task A_signal_during_a_save_leaves_no_file_child_or_cgroup(int signal, int exitCode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The test sends signals with kill(2).");
        Signals.Require(signal);
        var demo = await StartAndWaitForASaveAsync();
        var children = ChildrenOf(demo.Id);
        var group = GroupOf(Assert.Single(Directory.GetDirectories(_scratch.Path)));

        Assert.Equal(0, Kill(demo.Id, signal));
        var result = await KvCli.FinishAsync(demo);

        Assert.Equal((exitCode, "kv: interrupted; nothing is left behind\n"), (result.ExitCode, result.Error));
        AssertNothingLeft();
        Assert.NotEmpty(children);
        Assert.DoesNotContain(children, id => Directory.Exists($"/proc/{id}"));
        Assert.False(Directory.Exists(group));
    }

    [Fact]
    public async Task The_child_of_a_killed_demo_ends_and_the_next_demo_cleans_up()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The test sends signals with kill(2).");
        var killed = await StartAndWaitForASaveAsync();
        var children = ChildrenOf(killed.Id);
        var group = GroupOf(Assert.Single(Directory.GetDirectories(_scratch.Path)));
        Assert.Equal(0, Kill(killed.Id, 9));
        await KvCli.FinishAsync(killed);
        await UntilAsync(() => !children.Any(id => Directory.Exists($"/proc/{id}")), other: null);

        (await KvCli.RunInAsync(_scratch.Path, ["demo", .. Small])).Succeeded();

        AssertNothingLeft("kv-demo.png");
        Assert.False(Directory.Exists(group));
    }

    private static void RequireCgroup()
    {
        var (hierarchy, reason) = CgroupHierarchy.Find();
        Assert.SkipWhen(hierarchy is null, "No memory cgroup can be created: " + reason);
    }

    private static JsonElement Way(JsonElement json, string name) =>
        json.GetProperty("ways").EnumerateArray().Single(way => way.GetProperty("way").GetString() == name);

    private static double Figure(JsonElement way, string step, string name) => way.GetProperty(step).GetProperty(name).GetProperty("median").GetDouble();

    /// <summary>Gets the path of a demo's cgroup, which has the name of the demo's scratch directory.</summary>
    private static string? GroupOf(string directory) =>
        CgroupHierarchy.Find().Hierarchy is { } hierarchy ? Path.Combine(hierarchy.Parent, Path.GetFileName(directory)) : null;

    /// <summary>Gets the children of all threads, because the kernel lists a child under the thread that started it.</summary>
    private static int[] ChildrenOf(int id) =>
    [
        .. from thread in Directory.GetDirectories($"/proc/{id}/task")
           from child in File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)
           select int.Parse(child, CultureInfo.InvariantCulture),
    ];

    private async Task<Process> StartAndWaitForASaveAsync()
    {
        _running = KvCli.Start(_scratch.Path, ["demo", "--runs", "50", .. Small]);
        await UntilAsync(() => Directory.GetDirectories(_scratch.Path, "kv-demo-*").Any(directory => File.Exists(Path.Combine(directory, "checkpoint.kv"))), _running);
        return _running;
    }

    /// <summary>Waits for a condition. Fails if the other process ends first.</summary>
    private static async Task UntilAsync(Func<bool> isMet, Process? other)
    {
        while (!isMet())
        {
            if (other?.HasExited == true)
            {
                Assert.Fail($"The demo ended too early: {await KvCli.FinishAsync(other)}");
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private void AssertNothingLeft(params string[] except) =>
        Assert.Equal(except, Directory.GetFileSystemEntries(_scratch.Path).Select(Path.GetFileName).Order());

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
