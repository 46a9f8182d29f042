using System.Text.Json;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>kv ls --stale</c> and <c>kv evict --stale</c>.</summary>
public sealed class StaleTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public StaleTests() => Directory.CreateDirectory(Temporary);

    private string Temporary => _scratch.File("tmp");

    private string Cache => _scratch.File("cache");

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_list_of_stale_files_has_the_old_generation_only(bool isUnsorted)
    {
        string[] more = isUnsorted ? ["--unsorted"] : [];
        var (stale, _) = Fill();

        var json = (await RunAsync(["ls", .. more, "--json"])).Json();
        var table = (await RunAsync(["ls", .. more])).Succeeded();

        Assert.Equal(stale.Order(), json.GetProperty("entries").EnumerateArray().Select(PathOf).Order());
        Assert.All(json.GetProperty("entries").EnumerateArray(), entry => Assert.Equal(0, entry.GetProperty("payloadAbi").GetInt32()));
        Assert.Contains(Path.GetFileNameWithoutExtension(stale[0]), table, StringComparison.Ordinal);
        Assert.Contains("sysprompt.kv", table, StringComparison.Ordinal);
        Assert.Contains("2 checkpoints, ", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_without_the_option_omits_the_system_prompt()
    {
        var (stale, others) = Fill();

        var json = (await KvCli.RunAsync("ls", Cache, "--json")).Json();

        Assert.Equal(others.Append(stale[0]).Order(), json.GetProperty("entries").EnumerateArray().Select(PathOf).Order());
        Assert.Empty(json.GetProperty("abandonedPayloads").EnumerateArray());
    }

    [Fact]
    public async Task A_dry_run_lists_the_files_that_an_eviction_of_stale_files_removes()
    {
        var (stale, others) = Fill();
        var bytes = stale.Sum(path => new FileInfo(path).Length);

        var planned = (await RunAsync("evict", "-n")).Succeeded();
        var json = (await RunAsync("evict", "-n", "--json")).Json();
        Assert.Equal(stale.Concat(others).Order(), Directory.GetFiles(Cache).Order());

        Assert.Contains(" to remove; 0 B remain", planned, StringComparison.Ordinal);
        Assert.True(json.GetProperty("dryRun").GetBoolean());
        Assert.Equal(stale.Order(), json.GetProperty("evicted").EnumerateArray().Select(evicted => PathOf(evicted.GetProperty("entry"))).Order());
        Assert.Equal((bytes, 0L), (json.GetProperty("evictedBytes").GetInt64(), json.GetProperty("leftBytes").GetInt64()));

        var removed = (await RunAsync("evict")).Succeeded();

        Assert.StartsWith(planned[..planned.IndexOf(" to remove", StringComparison.Ordinal)], removed, StringComparison.Ordinal);
        Assert.Equal(others.Order(), Directory.GetFiles(Cache).Order());
        Assert.StartsWith("0 checkpoints, 0 B removed", (await RunAsync("evict")).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_of_ds4_is_removed_if_it_is_old_and_no_process_has_it_open()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows which files are open.");
        Fill();
        var abandoned = MakePayload("a1B2c3");
        var open = MakePayload("d4E5f6");
        var young = MakePayload("g7H8i9", isOld: false);
        var other = MakePayload("toolong");
        var linked = Path.Combine(Temporary, "ds4-session-payload.linked");
        File.CreateSymbolicLink(linked, other);
        using (File.OpenRead(open))
        {
            Assert.Contains($"{abandoned}: 100 B, an abandoned payload of ds4\n", (await RunAsync("ls")).Succeeded(), StringComparison.Ordinal);
            Assert.Equal([abandoned], PayloadsOf((await RunAsync("ls", "--json")).Json()));
            Assert.Equal([abandoned], PayloadsOf((await RunAsync("evict", "--dry-run", "--json")).Json()));
            Assert.Contains($"{abandoned}: 100 B, an abandoned payload of ds4, to remove\n", (await RunAsync("evict", "-n")).Succeeded(), StringComparison.Ordinal);
            Assert.True(File.Exists(abandoned));

            Assert.Equal([abandoned], PayloadsOf((await RunAsync("evict", "--json")).Json()));

            Assert.Equal(((string[])[open, young, other, linked]).Order(), Directory.GetFiles(Temporary).Order());
        }

        Assert.Contains($"{open}: 100 B, an abandoned payload of ds4, removed\n", (await RunAsync("evict")).Succeeded(), StringComparison.Ordinal);
        Assert.Equal(((string[])[young, other, linked]).Order(), Directory.GetFiles(Temporary).Order());
    }

    [Fact]
    public async Task An_eviction_without_the_option_keeps_payloads()
    {
        Fill();
        var abandoned = MakePayload("a1B2c3");

        (await KvCli.RunAsync("evict", Cache, "--temporary-directory", Temporary)).Succeeded();

        Assert.True(File.Exists(abandoned));
    }

    [Fact]
    public void A_payload_that_cannot_be_removed_is_reported_and_the_next_is_removed()
    {
        Strace.Require();
        Fill();
        var (kept, removed) = (MakePayload("a1B2c3"), MakePayload("d4E5f6"));

        var (result, calls) = Strace.RunOn(
            [kept], KvCli.Describe(_scratch.Path, [], "evict", Cache, "--stale", "--temporary-directory", Temporary), "unlink,unlinkat", "unlink,unlinkat:error=EPERM");

        Assert.Contains(calls, call => call.IsInjected);
        Assert.Equal((1, $"kv: {kept}: the file could not be removed: operation not permitted\n"), (result.ExitCode, result.Error));
        Assert.Equal((true, false), (File.Exists(kept), File.Exists(removed)));
        Assert.DoesNotContain(kept, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--budget-mib", "1")]
    [InlineData("--abi", "0")]
    public async Task Stale_excludes_a_budget_and_an_ABI(params string[] more)
    {
        var (stale, _) = Fill();

        Assert.Contains("--stale excludes --budget-mib and --abi", (await RunAsync(["evict", .. more])).Failed(exitCode: 2), StringComparison.Ordinal);

        Assert.All(stale, path => Assert.True(File.Exists(path)));
    }

    [Fact]
    public async Task A_missing_temporary_directory_is_reported()
    {
        Fill();
        Directory.Delete(Temporary);

        Assert.Contains(Temporary, (await RunAsync("evict")).Failed(exitCode: 1), StringComparison.Ordinal);
    }

    private static string PathOf(JsonElement entry) => entry.GetProperty("path").GetString()!;

    private static IEnumerable<string> PayloadsOf(JsonElement document) => document.GetProperty("abandonedPayloads").EnumerateArray().Select(PathOf);

    /// <summary>Makes a checkpoint and a system prompt of payload ABI 0, and two sessions of ABI 2.</summary>
    private (string[] Stale, string[] Others) Fill()
    {
        Directory.CreateDirectory(Cache);
        string[] stale = [EngineFiles.Unpack("cold-q2-ascii", Cache), EngineFiles.UnpackCurrent("agent-flash-system", Cache)];
        using (var prompt = File.OpenWrite(stale[1]))
        {
            prompt.Position = 20; // The payload ABI.
            prompt.WriteByte(0);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Cache, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return (stale, [EngineFiles.UnpackCurrent("agent-flash-stripped", Cache), EngineFiles.UnpackCurrent("agent-pro-legacy-stripped", Cache)]);
    }

    private string MakePayload(string letters, bool isOld = true)
    {
        var path = Path.Combine(Temporary, "ds4-session-payload." + letters);
        File.WriteAllBytes(path, new byte[100]);
        File.SetLastWriteTimeUtc(path, isOld ? DateTime.UtcNow.AddDays(-1) : DateTime.UtcNow);
        return path;
    }

    private Task<CommandResult> RunAsync(params string[] arguments) => KvCli.RunAsync([.. arguments, Cache, "--stale", "--temporary-directory", Temporary]);
}
