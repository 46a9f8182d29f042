using IoPolicy.Testing;

namespace Kv.Tests.Infrastructure;

/// <summary>A cache directory with one checkpoint, and its archive. Created once, and copied for each run of a command.</summary>
public sealed class SampleCache : IAsyncLifetime
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public async ValueTask InitializeAsync()
    {
        _ = Checkpoints.Save(_scratch.File("cache"), "a text");
        (await KvCli.RunInAsync(_scratch.Path, "export", "cache", "-o", "sample.tar", "-q")).Succeeded();
    }

    public ValueTask DisposeAsync()
    {
        _scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Copies the cache and the archive to a directory, and lets .NET run a command there with its sample arguments and more.</summary>
    internal Task<CommandResult> RunDotNetAsync(string directory, string command, params string[] more)
    {
        var file = CopyTo(directory);
        return KvCli.RunDotNetInAsync(directory, [command, .. CommandSamples.ArgumentsOf(command, Path.GetFileName(file)), .. more]);
    }

    /// <summary>Copies <c>cache</c> and <c>sample.tar</c> to a directory, and returns the path of the checkpoint.</summary>
    internal string CopyTo(string directory)
    {
        var file = Assert.Single(Directory.GetFiles(_scratch.File("cache")));
        var cache = Directory.CreateDirectory(Path.Combine(directory, "cache")).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(cache, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var copy = Path.Combine(cache, Path.GetFileName(file));
        File.Copy(file, copy);
        File.Copy(_scratch.File("sample.tar"), Path.Combine(directory, "sample.tar"));
        return copy;
    }
}
