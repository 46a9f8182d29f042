using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>A command on a directory skips links, and files that were removed after the listing.</summary>
public sealed class DirectoryFilesTests(SampleCache sample) : IClassFixture<SampleCache>, IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("residency")]
    [InlineData("drop")]
    [InlineData("prefetch")]
    public async Task A_link_in_a_directory_is_not_one_of_its_files(string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has O_NOFOLLOW here.");
        var file = sample.CopyTo(_scratch.Path);
        File.WriteAllText(_scratch.File("outside"), "another's");
        File.CreateSymbolicLink(_scratch.File("cache/link.kv"), _scratch.File("outside"));
        File.CreateSymbolicLink(_scratch.File("cache/nowhere.kv"), "nothing");
        Shell.Run("mkfifo", _scratch.File("cache/pipe.kv")).OrThrow();

        var files = (await KvCli.RunAsync(command, "--json", _scratch.File("cache"))).Json().GetProperty("files");

        Assert.Equal(file, Assert.Single(files.EnumerateArray()).GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_link_in_the_arguments_is_followed()
    {
        var file = sample.CopyTo(_scratch.Path);
        File.CreateSymbolicLink(_scratch.File("link"), file);

        var pages = (await KvCli.RunAsync("residency", "--json", _scratch.File("link"))).Json().GetProperty("files")[0].GetProperty("pages");

        Assert.Equal((new FileInfo(file).Length + Environment.SystemPageSize - 1) / Environment.SystemPageSize, pages.GetInt64());
    }

    [Theory]
    [InlineData("verify", "1 file verified, 0 unusable\n")]
    [InlineData("residency", null)]
    [InlineData("drop", null)]
    [InlineData("prefetch", null)]
    public async Task A_file_that_is_evicted_after_the_listing_is_not_reported(string command, string? output)
    {
        Strace.Require();
        var file = sample.CopyTo(_scratch.Path);
        var gone = _scratch.File($"cache/{new string('a', 40)}.kv");
        File.Copy(file, gone);

        var (result, calls) = Strace.RunOn([gone], KvCli.Describe("/", [], command, _scratch.File("cache")), "open,openat", "open,openat:error=ENOENT");

        Assert.Contains(calls, call => call.IsInjected);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(Path.GetFileName(file), output is null ? result.Output : Path.GetFileName(file), StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetFileName(gone), result.Output, StringComparison.Ordinal);
        Assert.Equal(output ?? result.Output, result.Output);
    }
}
