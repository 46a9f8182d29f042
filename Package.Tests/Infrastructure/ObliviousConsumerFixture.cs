using IoPolicy.Testing;

namespace Package.Tests.Infrastructure;

/// <summary>The Oblivious consumer, restored once for all tests of a class, which build it one way each.</summary>
public sealed class ObliviousConsumerFixture
{
    private readonly string _folder;

    public ObliviousConsumerFixture(PackageFixture package)
    {
        _folder = package.CopyConsumer("Oblivious");
        DotNet.Run(_folder, "restore").OrThrow();
    }

    internal ProgramResult Build(params IEnumerable<string> options) => DotNet.Run(_folder, ["build", "--no-restore", .. options]);
}
