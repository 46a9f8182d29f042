using Generators.Tests.Infrastructure;
using IoPolicy;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>With <c>[HeaderOnly]</c>, the kernel does not read ahead in a file that the code opens.</summary>
[Collection(nameof(OneAtATime))]
public sealed class OpenedHeaderTests : GeneratedCodeTests
{
    [Theory]
    [InlineData("using var file = File.OpenRead(path); file.ReadByte();", Label = "File.OpenRead")]
    [InlineData("using var file = File.Open(path, FileMode.Open); file.ReadByte();", Label = "File.Open")]
    [InlineData("using var file = new FileInfo(path).OpenRead(); file.ReadByte();", Label = "FileInfo.OpenRead")]
    [InlineData("using var reader = File.OpenText(path); reader.Read();", Label = "File.OpenText")]
    [InlineData("using var file = File.OpenHandle(path); RandomAccess.Read(file, new byte[1], 0);", Label = "File.OpenHandle")]
    [InlineData("using var reader = Microsoft.VisualBasic.FileIO.FileSystem.OpenTextFileReader(path); reader.Read();", Label = "FileSystem.OpenTextFileReader")]
    public void A_header_read_caches_fewer_pages_than_without_the_policy(string body)
    {
        var readAhead = PagesAfter("", body);
        Assert.InRange(PagesAfter("[HeaderOnly]", body), 1, readAhead - 1);
    }

    [Fact]
    public void A_header_policy_with_a_true_condition_applies()
    {
        const string Body = "using var file = File.OpenRead(path); file.ReadByte();";
        var readAhead = PagesAfter("", Body);
        Assert.InRange(PagesAfter("[HeaderOnly(When = nameof(on))]", Body, ", bool on", ", true"), 1, readAhead - 1);
    }

    private long PagesAfter(string attribute, string body, string parameter = "", string argument = "")
    {
        var source = $$"""
            public class Entry
            {
                {{attribute}} private static void Peek(string path{{parameter}}) { {{body}} }

                public static void Run(string path) => Peek(path{{argument}});
            }
            """;

        // The assemblies of one load context need different names.
        var image = GeneratorRun.From(GeneratorRun.Compilation(attribute.Length == 0 ? "Control" : "Sample", [source])).CompilesWithoutWarnings().Output.ToBytes();
        var run = Load(image).GetType("Entry", throwOnError: true)!.GetMethod("Run")!;
        var sample = SampleFile.Create(Scratch.File("sample"), 1 << 20, block: 4096);
        using (var file = sample.OpenRead())
        {
            _ = PageCache.Drop(file.SafeFileHandle);
        }

        Assert.Equal(0, sample.CachedPages);
        _ = run.Invoke(null, [sample.Path]);
        return sample.CachedPages;
    }
}
