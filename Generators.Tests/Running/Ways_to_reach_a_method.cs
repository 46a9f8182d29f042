using System.Runtime.Loader;
using Generators.Tests.Infrastructure;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>
/// Every way to reach a method, with each carrier, run on a real file: the partial carrier carries them all; the
/// interceptor carrier carries the direct calls, and of the rest it is shown that they escape, so that a rule must say so.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class Ways_to_reach_a_method : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly AssemblyLoadContext _context = new("ways", isCollectible: true);

    public void Dispose()
    {
        _context.Unload();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("direct", "new Reader().Read(file)", true)]
    [InlineData("conditional access", "((Reader?)new Reader())?.Read(file) ?? 0", true)]
    [InlineData("static", "Reader.Scan(file)", true)]
    [InlineData("named arguments", "Reader.Scan(file: file)", true)]
    [InlineData("inside a lambda", "((Func<int>)(() => Reader.Scan(file)))()", true)]
    [InlineData("inside LINQ", "new[] { file }.Select(one => Reader.Scan(one)).Single()", true)]
    [InlineData("inside a query over objects", "(from one in new[] { file } select Reader.Scan(one)).Single()", true)]
    [InlineData("inside a local function that captures", "Local(file)", true)]
    [InlineData("on a type parameter constrained to the class", "Constrained(new Reader(), file)", true)]
    [InlineData("default interface method", "((IDefault)new Reader()).Fallback(file)", true)]
    [InlineData("delegate", "Invoke(new Reader().Read, file)", false)]
    [InlineData("method group in LINQ", "new[] { file }.Select(Reader.Scan).Single()", false)]
    [InlineData("interface", "((IReader)new Reader()).Read(file)", false)]
    [InlineData("base type", "((Base)new Reader()).Read(file)", false)]
    [InlineData("base call", "new Derived().Read(file)", false)]
    [InlineData("type parameter constrained to the interface", "Generic(new Reader(), file)", false)]
    [InlineData("expression tree", "Compiled(file)", false)]
    [InlineData("dynamic", "(int)((dynamic)new Reader()).Read(file)", false)]
    [InlineData("reflection by nameof", "(int)typeof(Reader).GetMethod(nameof(Reader.Scan))!.Invoke(null, [file])!", false)]
    [InlineData("function pointer", "Pointer(file)", false)]
    public void By_each_carrier(string way, string call, bool isIntercepted)
    {
        Assert.True(PagesGo(call, isPartial: true), $"{way}, partial");
        Assert.Equal(isIntercepted, PagesGo(call, isPartial: false));
    }

    private bool PagesGo(string call, bool isPartial)
    {
        var sample = SampleFile.Create(_folder.File("sample"), 128 * 1024);
        var assembly = _context.LoadFromStream(new MemoryStream(
            GeneratorRun.Of(GeneratorRun.Compilation("Ways" + isPartial, [Source(call, isPartial)])).CompilesWithoutWarnings().Output.ToBytes()));
        using (var file = sample.OpenRead())
        {
            Assert.Equal(128 * 1024, assembly.GetType("Entry", throwOnError: true)!.GetMethod("Run")!.Invoke(null, [file]));
        }

        return sample.CachedPages == 0;
    }

    private static string Source(string call, bool isPartial) => $$"""
        using System.Linq.Expressions;

        public interface IReader { int Read(FileStream file); }

        public partial interface IDefault
        {
            {{Method("public", "int Fallback(FileStream file)", isPartial)}}
        }

        public abstract class Base { public abstract int Read(FileStream file); }

        public partial class Reader : Base, IReader, IDefault
        {
            {{Method("public override", "int Read(FileStream file)", isPartial)}}
            {{Method("public static", "int Scan(FileStream file)", isPartial)}}
        }

        public class Derived : Reader { public override int Read(FileStream file) => base.Read(file); }

        public static class Drain
        {
            public static int All(FileStream file)
            {
                var total = 0;
                for (var buffer = new byte[8192]; file.Read(buffer) is > 0 and var read; total += read) { }
                return total;
            }
        }

        public static class Entry
        {
            public static int Run(FileStream file)
            {
                return {{call}};
                {{(call.StartsWith("Local", StringComparison.Ordinal) ? "int Local(FileStream other) => Reader.Scan(file ?? other);" : "")}}
            }

            private static int Invoke(Func<FileStream, int> read, FileStream file) => read(file);

            private static int Constrained<T>(T reader, FileStream file) where T : Reader => reader.Read(file);

            private static int Generic<T>(T reader, FileStream file) where T : IReader => reader.Read(file);

            private static int Compiled(FileStream file)
            {
                Expression<Func<FileStream, int>> tree = one => Reader.Scan(one);
                return tree.Compile()(file);
            }

            private static unsafe int Pointer(FileStream file)
            {
                delegate*<FileStream, int> pointer = &Reader.Scan;
                return pointer(file);
            }
        }
        """;

    private static string Method(string modifiers, string signature, bool isPartial)
    {
        var body = signature.Replace("(", "Core(", StringComparison.Ordinal);
        var isStatic = modifiers.Contains("static", StringComparison.Ordinal) ? "static " : "";
        return isPartial
            ? $"[DropPagesAfterFullRead] {modifiers} partial {signature};\nprivate {isStatic}{body} => Drain.All(file);"
            : $"[DropPagesAfterFullRead] {modifiers} {signature} => Drain.All(file);";
    }
}
