using System.Diagnostics;
using System.Globalization;
using IoPolicy.Testing;

namespace Package.Tests.Infrastructure;

/// <summary>The Serializer consumer, restored from the nupkg and built once for all tests of a class.</summary>
public sealed class ConsumerFixture
{
    private readonly string _program;

    public ConsumerFixture(PackageFixture package)
    {
        Folder = package.CopyConsumer("Serializer");
        Build = DotNet.Run(Folder, "build", "-c", "Release", "-o", "out").OrThrow();
        _program = Path.Combine(Folder, "out", "Serializer");
    }

    internal string Folder { get; }

    internal ProgramResult Build { get; }

    /// <summary>Runs one verb on the file: (pages cached afterwards, pages of the file).</summary>
    internal (long Cached, long Pages) Run(string verb, string path, int bytes = 0, bool keepPages = false) =>
        PageCount.Run(_program, keepPages, Arguments(verb, path, bytes));

    /// <summary>The same under <c>strace -f</c>: the calls of <c>posix_fadvise</c> on the file, in order.</summary>
    internal IReadOnlyList<SystemCall> Trace(string verb, string path)
    {
        var (result, calls) = Strace.Run(new ProcessStartInfo(_program, Arguments(verb, path, bytes: 0)), "fadvise64");
        result.OrThrow();
        return [.. calls.Where(call => call.Arguments.Contains($"<{path}>", StringComparison.Ordinal))];
    }

    private static IEnumerable<string> Arguments(string verb, string path, int bytes) =>
        bytes > 0 ? [verb, path, bytes.ToString(CultureInfo.InvariantCulture)] : [verb, path];
}
