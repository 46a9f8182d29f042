using Generators.Tests.Infrastructure;
using IoPolicy.Testing;
using Microsoft.CodeAnalysis;

namespace Generators.Tests.Running;

/// <summary>A call of an annotated method of a referenced assembly is intercepted, unless the method is partial or its file is out of reach.</summary>
[Collection(nameof(OneAtATime))]
public sealed class CrossAssemblyTests : GeneratedCodeTests
{
    private const string Library = """
        namespace Library;

        public static partial class Codec
        {
            [DropPagesAfterFullRead] public static int Ordinary(FileStream file) => Drain(file);

            [DropPagesAfterFullRead] public static partial int Partial(FileStream file);
            private static int PartialCore(FileStream file) => Drain(file);

            [DropPagesAfterFullRead] internal static int Internal(FileStream file) => Drain(file);

            public static int Unannotated(FileStream file) => Drain(file);

            internal static int Drain(Stream file)
            {
                var total = 0;
                for (var buffer = new byte[8192]; file.Read(buffer) is > 0 and var read; total += read) { }
                return total;
            }
        }

        public class Table<T>(FileStream file)
        {
            public FileStream File { get; } = file;

            [DropPagesAfterFullRead] public virtual int Read<TItem>(TItem item, in T key) where TItem : struct => Codec.Drain(File);
        }

        public class Hidden
        {
            private readonly FileStream _file;

            public Hidden(FileStream file) => _file = file;

            [DropPagesAfterFullRead] public FileStream Read() { Codec.Drain(_file); return _file; }

            [DropPagesAfterFullRead(File = nameof(_file))] public int Count() => Codec.Drain(_file);
        }

        public class WithPrivateGetter
        {
            public FileStream? File { private get; set; }

            [DropPagesAfterFullRead] public int Count() => Codec.Drain(File!);
        }

        public class WithInternalGetter
        {
            public FileStream? File { internal get; set; }

            [DropPagesAfterFullRead] public int Count() => Codec.Drain(File!);
        }
        """;

    [Theory]
    [InlineData("Codec.Ordinary(file)", "Ordinary")]
    [InlineData("Codec.Partial(file)", null)]
    [InlineData("Codec.Unannotated(file)", null)]
    [InlineData("new Table<string>(file).Read(1, \"key\")", "Read")]
    [InlineData("(int)new Hidden(file).Read().Length", null, Label = "a private field as the file, of a class that returns the file too")]
    [InlineData("new Hidden(file).Count()", null, Label = "a private field as the file")]
    [InlineData("new WithPrivateGetter { File = file }.Count()", null, Label = "a file whose getter is private")]
    [InlineData("new WithInternalGetter { File = file }.Count()", null, Label = "a file whose getter is internal")]
    public void A_call_of_an_ordinary_method_with_a_file_in_reach_is_intercepted(string call, string? interceptor)
    {
        var texts = Application(call).WrapperFiles.Select(source => source.SourceText.ToString()).ToList();
        if (interceptor is null)
        {
            Assert.Empty(texts);
        }
        else
        {
            Assert.Contains($" {interceptor}", Assert.Single(texts), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Codec.Ordinary(file)", true)]
    [InlineData("Codec.Partial(file)", true)]
    [InlineData("Codec.Unannotated(file)", false)]
    [InlineData("new Table<string>(file).Read(1, \"key\")", true)]
    public void The_pages_are_dropped_if_the_method_has_a_policy(string call, bool isDropped)
    {
        var sample = SampleFile.Create(Scratch.File("sample"), 128 * 1024);
        Load(LibraryImage);
        var application = Load(Application(call).Output.ToBytes());
        using (var file = sample.OpenRead())
        {
            var read = application.GetType("Entry", throwOnError: true)!.GetMethod("Run")!.Invoke(null, [file]);
            Assert.Equal(128 * 1024, read);
        }

        if (isDropped)
        {
            Assert.Equal(0, sample.CachedPages);
        }
        else
        {
            sample.AssertStays();
        }
    }

    [Fact]
    public void Calls_of_a_referenced_project_are_intercepted_too()
    {
        var library = GeneratorRun.From(GeneratorRun.Compilation("Library", [Library])).Output;
        var run = GeneratorRun.From(GeneratorRun.Compilation("Application", [Caller("Codec.Ordinary(file) + Codec.Partial(file)")], library.ToMetadataReference()));
        var text = run.CompilesWithoutWarnings().Text();
        Assert.Contains("Codec.Ordinary(file)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Codec.Partial(file)", text, StringComparison.Ordinal);
    }

    /// <summary>The methods in the two assemblies have the same documentation id. Roslyn finds the method of the reference first, and it has no policy.</summary>
    [Fact]
    public void A_proof_is_about_the_method_of_this_assembly()
    {
        var library = GeneratorRun.Compilation("A", ["internal static class Reader { public static int Read(FileStream file) => 1; }"]);
        var run = GeneratorRun.From(GeneratorRun.Compilation(
            "B",
            ["internal static partial class Reader { [DropPagesAfterFullRead] public static partial int Read(FileStream file); private static int ReadCore(FileStream file) => file.ReadByte(); }"],
            library.ToMetadataReference()));
        Assert.Contains("ReadCore(scope.DropBehind(file))", run.CompilesWithoutWarnings().Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Methods_of_a_reference_that_only_has_an_alias_are_not_intercepted()
    {
        var reference = MetadataReference.CreateFromImage(LibraryImage, new MetadataReferenceProperties(aliases: ["other"]));
        var run = GeneratorRun.From(GeneratorRun.Compilation("Application", ["extern alias other;\n" + Caller("other::Library.Codec.Ordinary(file)", usings: "")], reference));
        Assert.Empty(run.CompilesWithoutWarnings().WrapperFiles);
    }

    private static byte[] LibraryImage { get; } =
        GeneratorRun.From(GeneratorRun.Compilation("Library", [Library])).CompilesWithoutWarnings().Output.ToBytes();

    private static GeneratorRun Application(string call) => GeneratorRun.From(
        GeneratorRun.Compilation("Application", [Caller(call)], MetadataReference.CreateFromImage(LibraryImage))).CompilesWithoutWarnings();

    private static string Caller(string call, string usings = "using Library;") =>
        $"{usings}\npublic static class Entry {{ public static int Run(FileStream file) => {call}; }}";
}
