using IoPolicy.Advice;
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
        File.WriteAllBytes(_directory.File("one more"), []);
        Assert.Equal((DirectoryFiles.MaxFiles, true), Walk());
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
