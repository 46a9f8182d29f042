using Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis.CSharp;

namespace Generators.Tests.Wrappers;

/// <summary>The generated code compiles in the language version of the project.</summary>
public class LanguageVersionTests
{
    [Theory]
    [InlineData(LanguageVersion.CSharp9)]
    [InlineData(LanguageVersion.CSharp10)]
    [InlineData(LanguageVersion.CSharp11)]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    public void The_partial_wrapper_needs_no_more_than_extended_partial_methods(LanguageVersion language)
    {
        var run = GeneratorRun.From(language, """
            using System.IO;
            using System.Threading.Tasks;
            using IoPolicy;

            namespace Shapes
            {
                partial class First
                {
                    [DropPagesAfterFullRead(WindowBytes = 65536)] public partial int Read(FileStream file);
                    private int ReadCore(FileStream file) => 1;

                    [DropPagesAfterFullWrite] internal static partial Task<int> WriteAsync(Stream file, in int count);
                    private static Task<int> WriteCoreAsync(Stream file, in int count) => Task.FromResult(count);
                }

                partial class Second
                {
                    [HeaderOnly] private partial int Read(FileStream file);
                    private int ReadCore(FileStream file) => 1;
                }
            }

            partial class Third
            {
                [HeaderOnly] private partial int Read(FileStream file);
                private int ReadCore(FileStream file) => 1;
            }
            """).CompilesWithoutWarnings();
        Assert.Equal(3, run.WrapperFiles.Count());
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp7_3)]
    [InlineData(LanguageVersion.CSharp8)]
    public void Before_CSharp_9_nothing_is_generated(LanguageVersion language)
    {
        var run = GeneratorRun.From(language, """
            using System.IO;
            using IoPolicy;

            partial class Caller
            {
                [DropPagesAfterFullRead] private int Read(FileStream file) => 1;
                void Use(FileStream file) => Read(file);

                [DropPagesAfterFullWrite] partial void Save(FileStream file);
                private void SaveCore(FileStream file) => file.WriteByte(1);
            }
            """);
        Assert.Empty(run.WrapperFiles);
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp9, false)]
    [InlineData(LanguageVersion.CSharp10, false)]
    [InlineData(LanguageVersion.CSharp11, true)]
    [InlineData(LanguageVersion.CSharp12, true)]
    public void The_interceptor_wrapper_needs_file_local_types(LanguageVersion language, bool isIntercepted)
    {
        var run = GeneratorRun.From(language, """
            using System.IO;
            using IoPolicy;

            class Caller
            {
                [DropPagesAfterFullRead] private int Read(FileStream file) => 1;
                void Use(FileStream file) => Read(file);
            }
            """).CompilesWithoutWarnings();
        Assert.Equal(isIntercepted, run.WrapperFiles.Any());
    }

    /// <summary>Interceptors need C# 11. IOP301 reports the method.</summary>
    [Theory]
    [InlineData(LanguageVersion.CSharp8, 0)]
    [InlineData(LanguageVersion.CSharp9, 0)]
    [InlineData(LanguageVersion.CSharp10, 0)]
    [InlineData(LanguageVersion.CSharp11, 1)]
    public void An_opened_file_is_covered_from_CSharp_11(LanguageVersion language, int files) => Assert.Equal(files, GeneratorRun.From(language, """
        using System.IO;
        using IoPolicy;

        class Reader
        {
            [DropPagesAfterFullRead] internal int Read(string name) { using (var file = File.OpenRead(name)) { return file.ReadByte(); } }
        }
        """).CompilesWithoutWarnings().WrapperFiles.Count());
}
