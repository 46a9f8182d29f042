using IoPolicy.Advice;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>The walk of a policy with Recurse opens files and examines entries up to a limit, and shows that it has reached the limit.</summary>
public sealed class DirectoryFilesTests : IDisposable
{
    private readonly ScratchDirectory _directory = new(Directory.Exists("/dev/shm") ? "/dev/shm" : null);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Files_are_opened_up_to_the_limit()
    {
        for (var number = 0; number < DirectoryFiles.MaxFiles; number++)
        {
            File.WriteAllBytes(_directory.File($"file-{number}"), []);
        }

        Assert.Equal((DirectoryFiles.MaxFiles, false), Walk());
        Assert.False(ReportsLimit());
        File.WriteAllBytes(_directory.File("one more"), []);
        Assert.Equal((DirectoryFiles.MaxFiles, true), Walk());
        Assert.True(ReportsLimit());
    }

    /// <summary>A symbolic link is an entry, but not a file.</summary>
    [Fact]
    public void Entries_are_examined_up_to_the_limit()
    {
        for (var number = 0; number < DirectoryFiles.MaxEntries; number++)
        {
            File.CreateSymbolicLink(_directory.File($"link-{number}"), "elsewhere");
        }

        Assert.Equal((0, false), Walk());
        File.CreateSymbolicLink(_directory.File("one more"), "elsewhere");
        Assert.Equal((0, true), Walk());
    }

    /// <summary>The directory itself may be a link. A link in it is not followed, because it can lead anywhere.</summary>
    [Fact]
    public void Hidden_files_and_a_linked_directory_are_covered_and_links_are_not()
    {
        using var outside = new ScratchDirectory();
        File.WriteAllBytes(outside.File("file"), []);
        _ = Directory.CreateDirectory(_directory.File("walked/.inner"));
        File.WriteAllBytes(_directory.File("walked/.hidden"), []);
        File.WriteAllBytes(_directory.File("walked/.inner/file"), []);
        _ = File.CreateSymbolicLink(_directory.File("walked/file"), outside.File("file"));
        _ = Directory.CreateSymbolicLink(_directory.File("walked/directory"), outside.Path);
        _ = Directory.CreateSymbolicLink(_directory.File("link"), _directory.File("walked"));
        Assert.Equal([".hidden", "file"], Names("walked"));
        Assert.Equal([".hidden", "file"], Names("link"));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_file_that_changed_at_the_start_of_the_call_counts_as_written(int nanoseconds, bool opens)
    {
        File.WriteAllBytes(_directory.File("file"), [1]);
        using var file = File.OpenHandle(_directory.File("file"));
        Assert.Equal(0, Kernel.Status(file, out var status, StatX.ChangeTime));
        Assert.Equal(opens ? ["file"] : [], Names(".", status.Changed + nanoseconds));
    }

    private List<string> Names(string directory, long changedSince = 0)
    {
        List<string> names = [];
        foreach (var file in new DirectoryFiles(_directory.File(directory), changedSince).Open())
        {
            names.Add(Path.GetFileName(Kernel.PathOf(file)));
            file.Dispose();
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>A policy marks its report of the limit, so that it reports once.</summary>
    private bool ReportsLimit()
    {
        var policy = new PagePolicy(PolicyKind.DropAfterFullRead, nameof(DirectoryFilesTests)) { Recurse = true };
        policy.Entered(_directory.Path).Complete();
        return !policy.Terms.MarkDirectoryLimitReported();
    }

    private (int Opened, bool ReachedLimit) Walk()
    {
        var files = new DirectoryFiles(_directory.Path, changedSince: 0);
        var opened = 0;
        foreach (var file in files.Open())
        {
            file.Dispose();
            opened++;
        }

        return (opened, files.ReachedLimit);
    }
}
