using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.ByteBounds;

/// <summary>Tests <c>[ReadsAtMost]</c> and <c>[ReadsToEnd]</c> on code of another assembly, whose bodies the analysis does not see.</summary>
public sealed class DeclaredEffectsTests
{
    /// <summary>Each body reads another number of bytes than its attribute declares, so a bound shows that the analysis has used the attribute.</summary>
    private const string Library = """
        public static class Headers
        {
            public static void Bounded([ReadsAtMost(24)] Stream file) => file.CopyTo(Stream.Null);
            public static void ToEnd([ReadsToEnd] Stream file) { }
            public static void Silent(Stream file) { }
            public static void Extension([ReadsAtMost(16)] this Stream file) => file.CopyTo(Stream.Null);
            public static T Generic<T>([ReadsAtMost(12)] BinaryReader file) => default!;
            public static async Task<int> BoundedAsync([ReadsAtMost(20)] Stream file) => await Task.FromResult(1);
            public static void Both([ReadsAtMost(4)] Stream file, [ReadsAtMost(8)] Stream other) { }
            public static void Keeps([ReadsAtMost(4)] Stream file, Stream other) { }
        }

        public interface IReader { void Use([ReadsAtMost(32)] Stream file); }
        public interface IReader<T> { T Use([ReadsToEnd] Stream file); }
        public abstract class Reader { public abstract void Use([ReadsAtMost(40)] Stream file); public virtual void Free(Stream file) { } }
        public class Override : Reader { public override void Use(Stream file) { } public override void Free([ReadsAtMost(2)] Stream file) { } }
        public class Implementation : IReader, IReader<int> { public void Use(Stream file) { } int IReader<int>.Use(Stream file) => 0; }
        public class Box<T> { public void Use([ReadsAtMost(6)] Stream file) { } }
        """;

    public static TheoryData<string, string> Calls => new()
    {
        { "24", "Headers.Bounded(file)" },
        { "48", "Headers.Bounded(file); Headers.Bounded(file: file)" },
        { "whole", "Headers.ToEnd(file)" },
        { "unknown", "Headers.Silent(file)" },
        { "16", "file.Extension()" },
        { "16", "Headers.Extension(file)" },
        { "16", "file?.Extension()" },
        { "12", "Headers.Generic<string>(new BinaryReader(file))" },
        { "20", "Headers.BoundedAsync(file).GetAwaiter().GetResult()" },
        { "12", "Headers.Both(file, file)" },
        { "unknown", "Headers.Keeps(file, file)" },
        { "4", "Headers.Keeps(file, Stream.Null)" },
        { "72", "for (var i = 0; i < 3; i++) { Headers.Bounded(file); }" },
        { "32", "((IReader)_implementation).Use(file)" },
        { "whole", "((IReader<int>)_implementation).Use(file)" },
        { "32", "_implementation.Use(file)" },
        { "40", "_reader.Use(file)" },
        { "40", "((Override)_reader).Use(file)" },
        { "unknown", "_reader.Free(file)" },
        { "2", "((Override)_reader).Free(file)" },
        { "6", "new Box<string>().Use(file)" },
        { "unknown", "Action<Stream> use = Headers.Bounded; use(file)" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void The_analysis_uses_the_attributes_of_a_compiled_library(string bound, string call)
    {
        using var image = new MemoryStream();
        Assert.True(Compiled.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        Assert.Equal(bound, Read(call, MetadataReference.CreateFromImage(image.ToArray())));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void The_analysis_uses_the_attributes_of_a_referenced_project(string bound, string call) =>
        Assert.Equal(bound, Read(call, Compiled.ToMetadataReference()));

    private static Compilation Compiled { get; } = Source.Compile(Library).WithAssemblyName("Library");

    private static string Read(string call, MetadataReference library)
    {
        var compilation = Source.Compile($$"""
            public class Sample
            {
                private readonly Reader _reader = new Override();
                private readonly Implementation _implementation = new();
                public void M(Stream file) { {{call}}; }
            }
            """).AddReferences(library);
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var method = compilation.GetTypeByMetadataName("Sample")!.GetMembers("M").OfType<IMethodSymbol>().Single();
        return new ByteBoundAnalysis(compilation).Analyze(method, path: null, TestContext.Current.CancellationToken)!
            .Of(FileSource.Parameter(method.Parameters[0])).Read.Amount.ToString();
    }
}
