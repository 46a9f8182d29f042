using System.Globalization;

namespace Package.Tests;

/// <summary>The Serializer consumer, restored from the nupkg and built once for all tests of a class.</summary>
public sealed class ConsumerFixture
{
    private readonly string _program;

    public ConsumerFixture(PackageFixture package)
    {
        Folder = package.CopyConsumer("Serializer");
        Build = Command.Run(Folder, null, "dotnet", "build", "-c", "Release", "-o", "out").Succeeded();
        _program = Path.Combine(Folder, "out", "Serializer");
    }

    internal string Folder { get; }

    internal Command Build { get; }

    /// <summary>Runs one verb on the file: (pages cached afterwards, pages of the file).</summary>
    internal (long Cached, long Pages) Run(string verb, string path, int bytes = 0, bool keepPages = false)
    {
        var environment = keepPages ? new Dictionary<string, string> { ["IOPOLICY_KEEP_PAGES"] = "1" } : null;
        return Parse(Command.Run(Folder, environment, _program, Arguments(verb, path, bytes)).Succeeded().Output);
    }

    /// <summary>The same under <c>strace -f</c>: the <c>fadvise64</c> calls that name the file, in order.</summary>
    internal IReadOnlyList<string> Trace(string verb, string path, int bytes = 0)
    {
        var log = Path.Combine(Folder, $"trace-{Guid.NewGuid():N}");
        Command.Run(Folder, null, "strace", ["-f", "-y", "-e", "trace=fadvise64", "-o", log, _program, .. Arguments(verb, path, bytes)]).Succeeded();
        return [.. File.ReadLines(log).Where(line => line.Contains($"<{path}>", StringComparison.Ordinal))];
    }

    private static string[] Arguments(string verb, string path, int bytes) =>
        bytes > 0 ? [verb, path, $"{bytes}"] : [verb, path];

    private static (long Cached, long Pages) Parse(string output)
    {
        var words = output.Trim().Split(' ');
        return (long.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture));
    }
}
