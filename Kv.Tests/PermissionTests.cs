using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>Files and directories of another user.</summary>
public sealed class PermissionTests(SampleCache sample) : IClassFixture<SampleCache>, IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    /// <summary>FILE is an unreadable checkpoint, and LOCKED a directory that the user may neither list nor search.</summary>
    [Theory]
    [InlineData("show", "FILE")]
    [InlineData("load", "FILE", "--any-payload")]
    [InlineData("verify", "FILE")]
    [InlineData("drop", "FILE")]
    [InlineData("prefetch", "FILE")]
    [InlineData("residency", "FILE")]
    [InlineData("import", "/tmp/kv-never-made", "-i", "FILE")]
    [InlineData("ls", "LOCKED")]
    [InlineData("verify", "LOCKED")]
    [InlineData("evict", "LOCKED")]
    [InlineData("export", "LOCKED")]
    [InlineData("residency", "LOCKED")]
    [InlineData("show", "LOCKED/file.kv")]
    [InlineData("residency", "LOCKED/file.kv")]
    [InlineData("ls", "LOCKED/directory")]
    public async Task Unreadable_paths_are_reported_as_permission_denied(params string[] command)
    {
        var (file, locked) = Prepare();

        var result = await AsNobodyAsync([.. command.Select(word => word.Replace("FILE", file, StringComparison.Ordinal).Replace("LOCKED", locked, StringComparison.Ordinal))]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("permission denied", result.Sentence(), StringComparison.Ordinal);
        Assert.DoesNotContain("regular file", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("no such", result.Error, StringComparison.Ordinal);
    }

    /// <summary>A directory that may be listed but not searched (r without x): no name in it can be opened, whether it exists or not.</summary>
    [Fact]
    public async Task In_an_unsearchable_directory_only_existing_files_are_reported()
    {
        Prepare();
        Shell.Run("chmod", "744", _scratch.File("cache")).OrThrow();

        var verified = await AsNobodyAsync("verify", _scratch.File("cache"));
        var listed = await AsNobodyAsync("ls", _scratch.File("cache"));

        Assert.Equal((1, "1 file verified, 1 unusable\n"), (verified.ExitCode, verified.Output));
        Assert.EndsWith("found the error 'permission denied'", verified.Sentence(), StringComparison.Ordinal);
        Assert.Equal(1, listed.ExitCode);
        Assert.EndsWith("found the error 'permission denied'", listed.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreadable_file_has_unknown_pages()
    {
        var (file, _) = Prepare();

        var result = await AsNobodyAsync("residency", "--json", file);

        var facts = System.Text.Json.JsonDocument.Parse(result.Output).RootElement.GetProperty("files")[0];
        Assert.Equal(1, result.ExitCode);
        Assert.All(["pages", "cachedPages", "dirtyPages", "writeBackPages"], name => Assert.Equal(System.Text.Json.JsonValueKind.Null, facts.GetProperty(name).ValueKind));
        Assert.Equal(("unknown", "permission denied"), (facts.GetProperty("source").GetString(), facts.GetProperty("refusal").GetString()));
    }

    [Fact]
    public async Task Other_files_are_dropped_beside_an_unreadable_file()
    {
        var (file, _) = Prepare();
        var other = _scratch.File("cache/other.kv");
        File.WriteAllText(other, "for all");
        Shell.Run("chmod", "755", _scratch.File("cache")).OrThrow();

        var result = await AsNobodyAsync("drop", "--json", _scratch.File("cache"));

        var files = System.Text.Json.JsonDocument.Parse(result.Output).RootElement.GetProperty("files").EnumerateArray().ToDictionary(entry => entry.GetProperty("path").GetString()!);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("permission denied", files[file].GetProperty("refusal").GetString());
        Assert.Equal(1, files[other].GetProperty("pages").GetInt64());
    }

    [Fact]
    public async Task A_save_names_a_read_only_directory()
    {
        Prepare();
        Shell.Run("chmod", "755", _scratch.File("cache")).OrThrow();

        var sentence = (await AsNobodyAsync("save", _scratch.File("cache"), "--text", "another", "--tokens", "1")).Failed(exitCode: 1);

        Assert.StartsWith($"kv: {_scratch.File("cache")}: the checkpoint was not stored: ", sentence, StringComparison.Ordinal);
        Assert.EndsWith("permission denied", sentence, StringComparison.Ordinal);
    }

    /// <summary>Creates a checkpoint and a directory that only root can read.</summary>
    private (string File, string Locked) Prepare()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Creating files of another user needs root.");
        var file = sample.CopyTo(_scratch.Path);
        Shell.Run("chmod", "755", _scratch.File("cache")).OrThrow();
        Shell.Run("chmod", "600", file).OrThrow();
        var locked = Directory.CreateDirectory(_scratch.File("locked")).FullName;
        File.WriteAllText(Path.Combine(locked, "file.kv"), "secret");
        Directory.CreateDirectory(Path.Combine(locked, "directory"));
        Shell.Run("chmod", "700", locked).OrThrow();
        return (file, locked);
    }

    private static async Task<CommandResult> AsNobodyAsync(params string[] command)
    {
        var version = await Task.Run(() => Shell.RunAs(KvCli.Describe("/", [], "--version"), "nobody"));
        Assert.SkipUnless(version.Succeeded, $"Another user cannot run kv here: {version.Error}");
        var result = await Task.Run(() => Shell.RunAs(KvCli.Describe("/", [], command), "nobody"));
        return CommandResult.Of("kv", result);
    }
}
