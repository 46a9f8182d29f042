using System.Reflection;
using System.Runtime.Loader;
using Generators.Tests.Infrastructure;
using IoPolicy;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>
/// Each row (<see cref="OpenedCase"/>) opens a real file. With the policy, no page of the file is cached after the code has closed it. With the policy
/// switched off, the pages stay.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class OpenedCaseTests(OpenedCaseTests.Table table) : IClassFixture<OpenedCaseTests.Table>
{
    private const int Bytes = 256 * 1024;

    public static TheoryData<string> Rows => [.. OpenedCase.All.Select(static row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_opened_file_leaves_no_pages(string name)
    {
        var row = OpenedCase.All.Single(row => row.Name == name);
        using var directory = new ScratchDirectory();
        var sample = SampleFile.Create(directory.File("sample"), Bytes);
        var path = row.Opener.TargetsCopy ? sample.Path + ".copy" : sample.Path;

        Assert.InRange(await table.Run(row, sample.Path), 1, int.MaxValue);
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);

        sample = SampleFile.Create(sample.Path, Bytes);
        PageCache.KeepPages = true;
        try
        {
            Assert.InRange(await table.Run(row, sample.Path), 1, int.MaxValue);
        }
        finally
        {
            PageCache.KeepPages = false;
        }

        KeptPages.AssertAll(PageCache.GetResidency(path).FilePages, KeptPages.NotDropped(path));
    }

    [Fact]
    public void Each_shape_has_a_source_of_its_own() =>
        Assert.Distinct(Enum.GetValues<OpenedShape>().Select(static shape => OpenedCaseSource.For(new OpenedCase(shape, Opener.All[0])).Replace(shape.ToString(), "Shape", StringComparison.Ordinal)));

    /// <summary>All rows, compiled once with the generated code, and loaded.</summary>
    public sealed class Table : IDisposable
    {
        private readonly AssemblyLoadContext _context = new("opened", isCollectible: true);
        private readonly Assembly _assembly;

        public Table()
        {
            var run = GeneratorRun.From([CaseSource.Lab, OpenedCaseSource.Files, .. OpenedCase.All.Select(OpenedCaseSource.For)]).CompilesWithoutWarnings();
            _assembly = _context.LoadFromStream(new MemoryStream(run.Output.ToBytes()));
            _assembly.GetType("Lab.Work", throwOnError: true)!.GetField("Bytes")!.SetValue(null, Bytes);
        }

        public Task<int> Run(OpenedCase row, string path) =>
            (Task<int>)_assembly.GetType(row.Name + ".Entry", throwOnError: true)!.GetMethod("Run")!.Invoke(null, [path])!;

        public void Dispose() => _context.Unload();
    }
}
