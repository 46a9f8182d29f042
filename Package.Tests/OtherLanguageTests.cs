using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>In F# and Visual Basic, partial methods of a C# library apply their policies. Attributes in the project itself have no effect, and the build warns about them.</summary>
[Collection(SharedOneSource.Name)]
public sealed class OtherLanguageTests(OneSourceFixture consumer) : IDisposable
{
    private const int Bytes = 4 << 20;
    private readonly ScratchDirectory _scratch = new();

    public static TheoryData<string> Projects => ["FSharpApp", "VisualBasicApp"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void An_attribute_in_the_project_causes_one_warning(string project)
    {
        var warning = Assert.Single(consumer.Warnings, warning => warning.Contains("/" + project, StringComparison.Ordinal));
        Assert.Contains("warning IOP310: ", warning, StringComparison.Ordinal);
        Assert.Contains("DropPagesAfterFullRead.", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("HeaderOnly", warning, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Without_an_attribute_there_is_no_warning(string project)
    {
        Assert.DoesNotContain(consumer.Warnings, warning => warning.Contains("Plain" + project, StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(consumer.DirectoryPath, "Plain" + project, "bin", "Debug", "net10.0", $"Plain{project}.dll")));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_partial_method_of_the_library_drops_and_an_ordinary_one_does_not(string project)
    {
        Assert.Equal(0, CachedAfter(project, "Load", keepPages: false));
        KeptPages.AssertAll(Bytes / Environment.SystemPageSize, CachedAfter(project, "Load", keepPages: true));
        KeptPages.AssertAll(Bytes / Environment.SystemPageSize, CachedAfter(project, "LoadOrdinary", keepPages: false));

        // For any other name, the programs call their own annotated function.
        KeptPages.AssertAll(Bytes / Environment.SystemPageSize, CachedAfter(project, "OwnFunction", keepPages: false));
    }

    public void Dispose() => _scratch.Dispose();

    private long CachedAfter(string project, string member, bool keepPages)
    {
        var path = SampleFile.Create(_scratch.File("archive"), Bytes).Path;
        consumer.Run(project, "net10.0", member, path, keepPages);
        return MinCorePages.Count(path).Cached;
    }
}
