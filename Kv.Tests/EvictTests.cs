using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>kv evict</c>.</summary>
public sealed class EvictTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_dry_run_names_what_would_go_and_removes_nothing_and_the_real_one_removes_just_that()
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
        Assert.Contains(" would go; ", planned, StringComparison.Ordinal);
        Assert.Contains(" removed; ", removed, StringComparison.Ordinal);
        Assert.True(Directory.GetFiles(_scratch.Path, "*.kv").Sum(path => new FileInfo(path).Length) <= 500L << 20);
    }

    [Fact]
    public async Task A_folder_within_its_budget_is_left_alone()
    {
        EngineFiles.UnpackHeaders(_scratch.Path);

        Assert.StartsWith("0 checkpoints, 0 B removed; ", (await KvCli.RunAsync("evict", _scratch.Path)).Succeeded(), StringComparison.Ordinal);
    }
}
