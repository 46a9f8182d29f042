using IoPolicy.Testing;

namespace Package.Tests.Infrastructure;

/// <summary>The Oblivious consumer, restored once for all tests of a class, which build it one way each.</summary>
public sealed class ObliviousConsumerFixture
{
    private readonly string _directory;

    public ObliviousConsumerFixture(PackageFixture package)
    {
        _directory = package.CopyConsumer("Oblivious");
        DotNet.Run(_directory, "restore").OrThrow();
    }

    internal ProgramResult Build(params IEnumerable<string> options) => DotNet.Run(_directory, ["build", "--no-restore", .. options]);
}
