using System.Linq.Expressions;
using System.Reflection;
using Generators.Tests.Infrastructure;
using IoPolicy;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>A policy does not change the results of a program. Each test runs a program.</summary>
[Collection(nameof(OneAtATime))]
public sealed class SemanticsTests : GeneratedCodeTests
{
    private const int Bytes = 128 * 1024;

    [Fact]
    public void A_base_call_reaches_the_base_and_ends()
    {
        var run = Run("""
            public class Base
            {
                [DropPagesAfterFullRead] public virtual string Read(FileStream file) => "base";
            }

            public class Derived : Base
            {
                public override string Read(FileStream file) => "derived, " + base.Read(file);
            }

            public static class Entry
            {
                public static string Run(FileStream file) { Base reader = new Derived(); return reader.Read(file); }
            }
            """);
        Assert.Equal("derived, base", run());
    }

    [Fact]
    public void A_struct_behind_a_type_parameter_keeps_its_change()
    {
        var run = Run("""
            public interface ICounter
            {
                [DropPagesAfterFullRead] void Read(FileStream file);
            }

            public struct Counter : ICounter
            {
                public int Reads;
                public void Read(FileStream file) => Reads++;
            }

            public static class Entry
            {
                public static string Run(FileStream file)
                {
                    var counter = new Counter();
                    Twice(ref counter, file);
                    return counter.Reads.ToString();
                }

                private static void Twice<T>(ref T counter, FileStream file) where T : ICounter
                {
                    counter.Read(file);
                    counter.Read(file);
                }
            }
            """);
        Assert.Equal("2", run());
    }

    [Fact]
    public void An_expression_tree_holds_the_method_itself()
    {
        var assembly = Load("""
            public static class Entry
            {
                [DropPagesAfterFullRead] public static int Read(FileStream file) => 1;
                public static string Run(FileStream file) => Read(file).ToString();
                public static System.Linq.Expressions.Expression<Func<FileStream, int>> Tree => file => Read(file);
            }
            """);
        var tree = (LambdaExpression)Entry(assembly).GetProperty("Tree")!.GetValue(null)!;
        Assert.Same(Entry(assembly), Assert.IsAssignableFrom<MethodCallExpression>(tree.Body).Method.DeclaringType);
    }

    [Theory]
    [InlineData("partial void", "public static partial void Read(FileStream file);", "static void ReadCore(FileStream file)", "Read(file);")]
    [InlineData("partial task", "public static partial Task Read(FileStream file);", "static async Task ReadCore(FileStream file)", "Read(file).GetAwaiter().GetResult();")]
    [InlineData("partial task that throws at once", "public static partial Task Read(FileStream file);", "static Task ReadCore(FileStream file)", "Read(file).GetAwaiter().GetResult();")]
    [InlineData("partial task with a span", "public static partial ValueTask<int> Read(ReadOnlySpan<byte> key, FileStream file);", "static ValueTask<int> ReadCore(ReadOnlySpan<byte> key, FileStream file)", "Read([], file).GetAwaiter().GetResult();")]
    [InlineData("intercepted", "", "public static void Read(FileStream file)", "Read(file);")]
    [InlineData("intercepted task", "", "public static async ValueTask Read(FileStream file)", "Read(file).GetAwaiter().GetResult();")]
    public void An_exception_of_the_body_reaches_the_caller_after_the_drop(string label, string declaration, string body, string call)
    {
        var sample = SampleFile.Create(Scratch.File("sample"), Bytes);
        var isAsync = body.Contains("async", StringComparison.Ordinal);
        var assembly = Load($$"""
            public static partial class Entry
            {
                [DropPagesAfterFullRead] {{declaration}}
                {{body}}
                {
                    file.CopyTo(Stream.Null);
                    {{(isAsync ? "await Task.Yield();" : "")}}
                    throw new InvalidTimeZoneException("the body's own");
                }

                public static string Run(FileStream file) { {{call}} return ""; }
            }
            """);
        using var file = sample.OpenRead();
        var thrown = Assert.IsType<InvalidTimeZoneException>(Assert.Throws<TargetInvocationException>(() => Entry(assembly).GetMethod("Run")!.Invoke(null, [file])).InnerException);
        Assert.Equal("the body's own", thrown.Message);
        Assert.Equal(0, sample.CachedPages);
        Assert.NotEmpty(label);
    }

    /// <summary>
    /// The wrapper cannot be <c>async</c>, because of the span. Therefore it disposes of the scopes of both files in a <c>catch</c> block.
    /// </summary>
    [Fact]
    public void A_body_that_throws_before_its_task_leaves_no_page_of_either_file()
    {
        var other = SampleFile.Create(Scratch.File("other"), Bytes);
        var run = Run($$"""
            public static partial class Entry
            {
                [DropPagesAfterFullRead(File = nameof(a)), DropPagesAfterFullWrite(File = nameof(b))]
                public static partial Task Read(ReadOnlySpan<byte> key, FileStream a, FileStream b);

                private static Task ReadCore(ReadOnlySpan<byte> key, FileStream a, FileStream b)
                {
                    a.CopyTo(b);
                    throw new InvalidTimeZoneException("the body's own");
                }

                public static string Run(FileStream file)
                {
                    using var other = new FileStream("{{other.Path}}", FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                    _ = Read([], file, other);
                    return "";
                }
            }
            """);
        Assert.IsType<InvalidTimeZoneException>(Assert.Throws<TargetInvocationException>(run).InnerException);
        Assert.Equal(0, PageCache.GetResidency(Scratch.File("sample")).CachedPages);
        Assert.Equal(0, other.CachedPages);
    }

    [Fact]
    public void The_synchronous_path_allocates_nothing()
    {
        var assembly = Load("""
            public static partial class Entry
            {
                [DropPagesAfterFullRead] public static partial int Read(FileStream file);
                private static int ReadCore(FileStream file) => file.ReadByte();

                [DropPagesAfterFullRead] public static int Scan(FileStream file) => file.ReadByte();

                public static string Run(FileStream file)
                {
                    for (var i = 0; i < 100; i++) { Read(file); Scan(file); }
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    for (var i = 0; i < 100; i++) { Read(file); Scan(file); }
                    return (GC.GetAllocatedBytesForCurrentThread() - before).ToString();
                }
            }
            """);
        using var file = SampleFile.Create(Scratch.File("sample"), Bytes).OpenRead();
        Assert.Equal("0", Entry(assembly).GetMethod("Run")!.Invoke(null, [file]));
    }

    private Func<object?> Run(string source)
    {
        var assembly = Load(source);
        var sample = SampleFile.Create(Scratch.File("sample"), Bytes);
        return () =>
        {
            using var file = sample.OpenRead();
            return Entry(assembly).GetMethod("Run")!.Invoke(null, [file]);
        };
    }

    private Assembly Load(string source) =>
        Load(GeneratorRun.From(source).CompilesWithoutWarnings().Output.ToBytes());

    private static Type Entry(Assembly assembly) => assembly.GetType("Entry", throwOnError: true)!;
}
