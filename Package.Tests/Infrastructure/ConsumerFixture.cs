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
        DirectoryPath = package.CopyConsumer("Serializer");
        Build = DotNet.Run(DirectoryPath, "build", "-c", "Release", "-o", "out").OrThrow();
        _program = Path.Combine(DirectoryPath, "out", "Serializer");
    }

    internal string DirectoryPath { get; }

    internal ProgramResult Build { get; }

    /// <summary>Runs one scenario on the file: (pages cached afterwards, pages of the file).</summary>
    internal (long Cached, long Pages) Run(string scenario, string path, int bytes = 0, bool keepPages = false) =>
        PageCount.Run(_program, keepPages, Arguments(scenario, path, bytes));

    /// <summary>The same under <c>strace -f</c>: the calls of <c>posix_fadvise</c> on the file, in order.</summary>
    internal IReadOnlyList<SystemCall> Trace(string scenario, string path)
    {
        var (result, calls) = Strace.Run(new ProcessStartInfo(_program, Arguments(scenario, path, bytes: 0)), "fadvise64");
        result.OrThrow();
        return [.. calls.Where(call => call.Arguments.Contains($"<{path}>", StringComparison.Ordinal))];
    }

    private static IEnumerable<string> Arguments(string scenario, string path, int bytes) =>
        bytes > 0 ? [scenario, path, bytes.ToString(CultureInfo.InvariantCulture)] : [scenario, path];
}
