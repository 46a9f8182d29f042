using Generators.Tests.Infrastructure;

namespace Generators.Tests.Wrappers;

/// <summary>
/// No generated file can implement a partial method of a file-local type. The compiler stops at CS8795 there and runs no analyzer,
/// so the generator reports IOP005 itself.
/// </summary>
public class FileLocalTypeTests
{
    [Theory]
    [InlineData("a method", "file static partial class Weights { [DropPagesAfterFullRead] internal static partial int Load(FileStream file); static int LoadCore(FileStream file) => 1; }")]
    [InlineData("a method without a body", "file static partial class Weights { [DropPagesAfterFullRead] internal static partial int Load(FileStream file); }")]
    [InlineData("a nested type", "file partial class Outer { partial struct Inner { [HeaderOnly] internal partial int Load(FileStream file); int LoadCore(FileStream file) => 1; } }")]
    [InlineData("an asynchronous method", "file partial class Weights { [DropPagesAfterFullRead] internal partial Task<int> LoadAsync(FileStream file); Task<int> LoadCoreAsync(FileStream file) => Task.FromResult(1); }")]
    [InlineData("a method that replaces a file", "file partial class Weights { [ReplacesFile(nameof(path))] internal partial void Save(string path); void SaveCore(FileStream file) { } }")]
    public void Reports_a_partial_method_of_a_file_local_type(string label, string source)
    {
        _ = label;
        var run = GeneratorRun.From(source);
        var diagnostic = Assert.Single(run.Result.Diagnostics);
        Assert.Equal("IOP005", diagnostic.Id);
        Assert.Contains("Make the type internal.", diagnostic.GetMessage(null), StringComparison.Ordinal);
        Assert.Equal("/src/Source0.cs", diagnostic.Location.GetLineSpan().Path);
        Assert.StartsWith(source[(source.IndexOf('[', StringComparison.Ordinal) + 1)..].Split(']')[0], source[diagnostic.Location.SourceSpan.Start..], StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_each_policy_at_its_attribute()
    {
        var run = GeneratorRun.From("""
            file partial class Copies
            {
                [DropPagesAfterFullRead(File = nameof(from))]
                [DropPagesAfterFullWrite(File = nameof(to))]
                internal partial void Copy(FileStream from, FileStream to);
            }
            """);
        Assert.Equal([2, 3], run.Result.Diagnostics.Select(diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line));
    }

    [Theory]
    [InlineData("an ordinary method", "file class Weights { [DropPagesAfterFullRead] internal int Load(FileStream file) => 1; }")]
    [InlineData("a method that has its implementation", "file partial class Weights { [DropPagesAfterFullRead] internal partial int Load(FileStream file); internal partial int Load(FileStream file) => 1; }")]
    [InlineData("a method of an internal type", "internal partial class Weights { [DropPagesAfterFullRead] internal partial int Load(FileStream file); int LoadCore(FileStream file) => 1; }")]
    [InlineData("a method without a policy", "file partial class Weights { internal partial int Load(FileStream file); internal partial int Load(FileStream file) => 1; }")]
    public void Ordinary_implemented_and_internal_methods_are_not_reported(string label, string source)
    {
        _ = label;
        Assert.Empty(GeneratorRun.From(source).Result.Diagnostics);
    }
}
