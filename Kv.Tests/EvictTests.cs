using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>kv evict</c>.</summary>
public sealed class EvictTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_dry_run_lists_the_checkpoints_that_an_eviction_removes()
    {
        EngineFiles.UnpackHeaders(_scratch.Path);

        var planned = (await KvCli.RunAsync("evict", "--dry-run", "--budget-mib", "500", _scratch.Path)).Succeeded();
        Assert.Equal(EngineFiles.Manifest.Count, Directory.GetFiles(_scratch.Path).Length);
        var removed = (await KvCli.RunAsync("evict", "--budget-mib", "500", _scratch.Path)).Succeeded();

        var left = Directory.GetFiles(_scratch.Path, "*.kv").Select(path => Path.GetFileNameWithoutExtension(path)).ToHashSet();
        var gone = EngineFiles.Manifest.Select(file => file.GetProperty("sha").GetString()!).Where(sha => !left.Contains(sha)).ToArray();
        Assert.NotEmpty(gone);
        Assert.All(gone, sha => Assert.Contains(sha, planned, StringComparison.Ordinal));
        Assert.All(left, sha => Assert.DoesNotContain(sha, planned, StringComparison.Ordinal));
        Assert.Contains($"{gone.Length} checkpoints, ", planned, StringComparison.Ordinal);
        Assert.Contains(" to remove; ", planned, StringComparison.Ordinal);
        Assert.Contains(" removed; ", removed, StringComparison.Ordinal);
        Assert.True(Directory.GetFiles(_scratch.Path, "*.kv").Sum(path => new FileInfo(path).Length) <= 500L << 20);
    }

    [Fact]
    public async Task An_eviction_within_the_budget_removes_nothing()
    {
        EngineFiles.UnpackHeaders(_scratch.Path);

        Assert.StartsWith("0 checkpoints, 0 B removed; ", (await KvCli.RunAsync("evict", _scratch.Path)).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_eviction_prints_the_files_in_the_order_of_their_removal()
    {
        EngineFiles.UnpackHeaders(_scratch.Path);
        var planned = Keys((await KvCli.RunAsync("evict", "--dry-run", "--budget-mib", "300", _scratch.Path)).Succeeded());

        var removed = Keys((await KvCli.RunAsync("evict", "--budget-mib", "300", _scratch.Path)).Succeeded());

        Assert.True(planned.Length > 2, "The test needs more than two files.");
        Assert.Equal(planned, removed);
        Assert.All(removed, key => Assert.False(File.Exists(_scratch.File(key + ".kv"))));

        static string[] Keys(string table) => [.. table.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 40 && line[..40].All(char.IsAsciiHexDigit)).Select(line => line[..40])];
    }

    [Fact]
    public async Task An_uncounted_file_is_reported_with_exit_code_1()
    {
        EngineFiles.UnpackHeaders(_scratch.Path);
        var cut = _scratch.File(new string('0', 40) + ".kv");
        File.WriteAllText(cut, "no checkpoint");

        var result = await KvCli.RunAsync("evict", _scratch.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"kv: {cut}: at byte 13: expected a header of 52 bytes, found the end of the file after 13; not counted", result.Sentence());
        Assert.EndsWith(" remain; 1 file not counted\n", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(cut));
    }

    [Fact]
    public async Task A_failed_removal_is_reported_and_other_files_are_removed()
    {
        Strace.Require();
        EngineFiles.UnpackHeaders(_scratch.Path);
        var planned = (await KvCli.RunAsync("evict", "-n", "--json", "--budget-mib", "500", _scratch.Path)).Json().GetProperty("evicted");
        var first = planned[0].GetProperty("entry").GetProperty("path").GetString()!;

        var (result, calls) = Strace.RunOn([first], KvCli.Describe(_scratch.Path, [], "evict", "--budget-mib", "500", _scratch.Path), "unlink,unlinkat", "unlink,unlinkat:error=EPERM");

        Assert.Contains(calls, call => call.IsInjected);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"kv: {first}: the file could not be removed: operation not permitted\n", result.Error);
        Assert.True(File.Exists(first));
        Assert.Contains(" removed; ", result.Output, StringComparison.Ordinal);
    }
}
