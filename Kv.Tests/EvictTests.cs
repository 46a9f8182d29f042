using System.Text.Json;
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
        EngineFiles.UnpackSparse(_scratch.Path);

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
        EngineFiles.UnpackSparse(_scratch.Path);

        Assert.StartsWith("0 checkpoints, 0 B removed; ", (await KvCli.RunAsync("evict", _scratch.Path)).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_eviction_prints_the_files_in_the_order_of_their_removal()
    {
        EngineFiles.UnpackSparse(_scratch.Path);
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
        EngineFiles.UnpackSparse(_scratch.Path);
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
        EngineFiles.UnpackSparse(_scratch.Path);
        var planned = (await KvCli.RunAsync("evict", "-n", "--json", "--budget-mib", "500", _scratch.Path)).Json().GetProperty("evicted");
        var first = planned[0].GetProperty("entry").GetProperty("path").GetString()!;

        var (result, calls) = Strace.RunOn([first], KvCli.Describe(_scratch.Path, [], "evict", "--budget-mib", "500", _scratch.Path), "unlink,unlinkat", "unlink,unlinkat:error=EPERM");

        Assert.Contains(calls, call => call.IsInjected);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"kv: {first}: the file could not be removed: operation not permitted\n", result.Error);
        Assert.True(File.Exists(first));
        var others = planned.EnumerateArray().Skip(1).Select(evicted => evicted.GetProperty("entry").GetProperty("path").GetString()).ToList();
        Assert.NotEmpty(others);
        Assert.All(others, path => Assert.False(File.Exists(path)));
    }

    [Fact]
    public async Task The_document_and_the_table_have_each_fact()
    {
        string[] files = [EngineFiles.UnpackCurrent("pro-tools-thinking", _scratch.Path), EngineFiles.UnpackCurrent("agent-flash-titled", _scratch.Path)];
        _ = (EngineFiles.UnpackCurrent("agent-flash-stripped", _scratch.Path), EngineFiles.Unpack("touched-q2", _scratch.Path));
        var damaged = _scratch.File(new string('0', 40) + ".kv");
        File.WriteAllText(damaged, "no checkpoint");

        var json = JsonDocument.Parse((await KvCli.RunAsync("evict", "-n", "--json", "--budget-mib", "1", _scratch.Path)).Output).RootElement;
        var printed = await KvCli.RunAsync("evict", "-n", "--budget-mib", "1", _scratch.Path);
        var removed = await KvCli.RunAsync("evict", "--budget-mib", "1", _scratch.Path);

        Assert.Equal(
            (true, 1L << 20, 2, 40_985_486, 210),
            (json.GetProperty("dryRun").GetBoolean(), json.GetProperty("budgetBytes").GetInt64(), json.GetProperty("payloadAbi").GetInt32(), json.GetProperty("evictedBytes").GetInt32(), json.GetProperty("leftBytes").GetInt32()));
        Assert.Equal(files, json.GetProperty("evicted").EnumerateArray().Select(evicted => evicted.GetProperty("entry").GetProperty("path").GetString()));
        Assert.Equal(
            $$"""[{"path":"{{damaged}}","part":"Header","offset":13,"expected":"a header of 52 bytes","found":"the end of the file after 13"}]""",
            JsonSerializer.Serialize(json.GetProperty("refused")));
        Assert.Matches(
            """
            ^  key                                            score     tokens    hits  last used                   size
              f87b637681d8fd224147110806f0712f2b4c2f0a {2,}[0-9.E-]+         29       0  2026-09-13 00:00:51Z    22.3 MiB
              f9cab7dcf2f2a6ce7b9285c5bf754f79f0286bfa {2,}[0-9.E-]+         48       0  2026-08-12 02:00:17Z    16.8 MiB
            2 checkpoints, 39\.1 MiB to remove; 210 B remain; 1 file not counted
            $
            """,
            printed.Output);
        Assert.Equal(printed.Output.Replace("to remove", "removed", StringComparison.Ordinal).Split('\n')[3], removed.Output.Split('\n')[3]);
        Assert.All(files, file => Assert.False(File.Exists(file)));
    }

    /// <summary>The budget counts the checkpoints of one payload ABI: 2, or 0 with <c>--abi 0</c>, or 0 if the directory has only these.</summary>
    [Theory]
    [InlineData(new string[0], new string[0], 2, 0)]
    [InlineData(new[] { "cold-q2-ascii", "touched-q2" }, new string[0], 0, 2)]
    [InlineData(new[] { "cold-q2-ascii", "touched-q2", "agent-flash-titled" }, new string[0], 2, 1)]
    [InlineData(new[] { "cold-q2-ascii", "touched-q2", "agent-flash-titled" }, new[] { "--abi", "0" }, 0, 2)]
    [InlineData(new[] { "cold-q2-ascii", "touched-q2" }, new[] { "--abi", "2" }, 2, 0)]
    public async Task The_budget_counts_ABI_2_unless_an_option_or_the_directory_asks_for_0(string[] names, string[] options, int abi, int count)
    {
        foreach (var name in names)
        {
            _ = name.StartsWith("agent", StringComparison.Ordinal) ? EngineFiles.UnpackCurrent(name, _scratch.Path) : EngineFiles.Unpack(name, _scratch.Path);
        }

        var json = (await KvCli.RunAsync(["evict", "-n", "--json", "--budget-mib", "1", .. options, _scratch.Path])).Json();

        Assert.Equal((abi, count), (json.GetProperty("payloadAbi").GetInt32(), json.GetProperty("evicted").GetArrayLength()));
    }

    [Fact]
    public async Task An_ABI_that_does_not_exist_is_a_wrong_command_line() =>
        Assert.StartsWith("kv: --abi takes 0 (ds4 before May 2026) or 2, not '1'", (await KvCli.RunAsync("evict", _scratch.Path, "--abi", "1")).Failed(exitCode: 2), StringComparison.Ordinal);
}
