using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>Builds one source for net462, netstandard2.0, net8.0 and net10.0, and runs programs on .NET 8 and 10 with the netstandard2.0 build.</summary>
[Collection(SharedOneSource.Name)]
public sealed class OneSourceTests(OneSourceFixture consumer) : IDisposable
{
    private const int Bytes = 4 << 20;
    private readonly ScratchDirectory _scratch = new();

    public static TheoryData<string, string> Calls => new MatrixTheoryData<string, string>(
        ["net8.0", "net10.0"],
        ["Load", "LoadAsync", "Save", "SaveAsync", "LoadOrdinary", "Open", "WriteAsync"]);

    public static TheoryData<string, string> Shapes => new MatrixTheoryData<string, string>(["net8.0", "net10.0"], FileShapes.All);

    [Fact]
    public void The_library_builds_for_each_target_without_a_warning()
    {
        Assert.DoesNotContain("Library.csproj", string.Join('\n', consumer.Warnings), StringComparison.Ordinal);
        Assert.DoesNotContain("App.csproj", string.Join('\n', consumer.Warnings), StringComparison.Ordinal);
        Assert.Equal(
            ["net10.0", "net462", "net8.0", "netstandard2.0"],
            Directory.GetFiles(Path.Combine(consumer.DirectoryPath, "Library", "bin"), "Library.dll", SearchOption.AllDirectories)
                .Select(static file => Path.GetFileName(Path.GetDirectoryName(file))).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void The_netstandard20_build_drops_pages_on_the_newer_platform(string framework, string member)
    {
        var path = SampleFile.Create(_scratch.File("archive"), Bytes).Path;
        var pages = Bytes / Environment.SystemPageSize;

        var version = consumer.Run(framework, member, path, keepPages: true);
        Assert.Equal(framework, $"net{version.Major}.0");
        var (cached, counted) = MinCorePages.Count(path);
        Assert.Equal(pages, counted);
        KeptPages.AssertAll(pages, cached);

        Assert.Equal(version, consumer.Run(framework, member, path, keepPages: false));
        Assert.Equal((0, pages), MinCorePages.Count(path));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_netstandard20_build_drops_the_pages_of_a_file_of_each_shape(string framework, string shape)
    {
        var path = FileShapes.CreateFile(_scratch, shape, Bytes);

        consumer.Run(framework, shape, path, keepPages: true);
        var (kept, pages) = MinCorePages.Count(path);
        KeptPages.AssertAll(pages, kept);

        consumer.Run(framework, shape, path, keepPages: false);
        Assert.Equal((0, pages), MinCorePages.Count(path));
    }

    public void Dispose() => _scratch.Dispose();
}
