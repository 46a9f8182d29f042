using Analyzers.Tests.Infrastructure;

namespace Analyzers.Tests.Rules;

/// <summary>An IDE runs the analyzers while the code is typed, so no rule can throw on any code (AD0001).</summary>
public sealed class UnusualCodeTests
{
    [Theory]
    [InlineData("class C { [DropPagesAfterFullRead] void M(Stream file) { file.Read(; } }", Label = "an open call")]
    [InlineData("class C { [DropPagesAfterFullRead] void M(Stream file) { file. } }", Label = "a member without a name")]
    [InlineData("class C { [DropPagesAfterFullRead] void M(Stream file { file.ReadByte(); }", Label = "an open parameter list")]
    [InlineData("class C { [DropPagesAfterFullRead( void M(Stream file) { } }", Label = "an open attribute")]
    [InlineData("class C { [DropPagesAfterFullRead(File = )] void M(Stream file) { } }", Label = "an option without a value")]
    [InlineData("class C { [DropPagesAfterFullRead(File = 3, Nope = 4)] void M(Stream file) { file.ReadByte(); } }", Label = "an option of a wrong type")]
    [InlineData("class C { [DropPagesAfterFullRead] void M(Nope file, Stream s) { s.Nope(file); s.ReadByte(1, 2); var x = y; x.Read(s); } }", Label = "unknown types and overloads")]
    [InlineData("class C { [DropPagesAfterFullRead] void M(Stream file) { goto nowhere; } }", Label = "a jump to nowhere")]
    [InlineData("class C { [DropPagesAfterFullRead] void M(Stream file) { int x = x; int x = 3; for (;;) { file.Read(new byte[x]); } } }", Label = "a local in its own initializer")]
    [InlineData("class C { [DropPagesAfterFullRead] partial void M(Stream file); }", Label = "a partial method without its body")]
    [InlineData("partial class C { [DropPagesAfterFullRead] public partial void M(Stream file); void MCore(Stream file) }", Label = "a body without its braces")]
    [InlineData("class C { [DropPagesAfterFullRead] abstract void M(Stream file); [DropPagesAfterFullRead] extern void N(Stream file); }", Label = "abstract and extern methods")]
    [InlineData("class C { [DropPagesAfterFullRead] int this[Stream file] => file.ReadByte(); [DropPagesAfterFullRead] C(Stream file) { } [DropPagesAfterFullRead] ~C() { } }", Label = "an indexer, a constructor and a finalizer")]
    [InlineData("class C { Stream P { [DropPagesAfterFullRead] get => null; [DropPagesAfterFullRead] set { value.ReadByte(); } } }", Label = "accessors")]
    [InlineData("class C { [DropPagesAfterFullRead] public static C operator +(C a, Stream file) { file.ReadByte(); return a; } }", Label = "an operator")]
    [InlineData("interface I { [DropPagesAfterFullRead] void M(Stream file); [DropPagesAfterFullRead] void N(Stream file) { file.ReadByte(); } }", Label = "an interface")]
    [InlineData("class C { void M(Stream file) { [DropPagesAfterFullRead] void L(Stream f) { f.ReadByte(); } L(file); } }", Label = "a local function")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadByte(); }", Label = "a method outside of a type")]
    [InlineData("class C { [DropPagesAfterFullRead] IEnumerable<int> M(Stream file) { while (true) { yield return file.ReadByte(); } } }", Label = "an endless iterator")]
    [InlineData("class C { [DropPagesAfterFullRead] void M(Stream file) { try { file.ReadByte(); } catch (Exception e) when (file.ReadByte() > 0) { throw; } finally { file.ReadByte(); } } }", Label = "an exception filter")]
    [InlineData("class C { [DropPagesAfterFullRead] void M(Stream file) { var (a, (b, _)) = (1, (file, 3)); (a, b) = (2, file); b.ReadByte(); } }", Label = "nested tuples")]
    [InlineData("class C { [DropPagesAfterFullRead] void M(Stream file) { file = file switch { FileStream { Length: > 3 } f => f, null => throw new Exception(), var x => x }; file.ReadByte(); } }", Label = "a switch that assigns the file")]
    [InlineData("class C { [DropPagesAfterFullRead] unsafe void M(Stream file) { byte* p = stackalloc byte[3]; file.ReadExactly(new Span<byte>(p, 3)); int n = 3; int* q = &n; *q = 5; file.ReadExactly(new byte[n]); } }", Label = "pointers")]
    [InlineData("class C { [DropPagesAfterFullRead] void M(dynamic d, Stream file) { d.Read(file); file.ReadExactly(d); } }", Label = "dynamic values")]
    [InlineData("class C { [DropPagesAfterFullRead] void M(Stream file) { int n = 5; ref int r = ref n; r = 7; file.ReadExactly(new byte[n]); } }", Label = "a local by reference")]
    [InlineData("class C { [DropPagesAfterFullRead] void M(Stream file) { file.ReadExactly(new byte[-1]); file.ReadExactly(new byte[int.MaxValue]); file.ReadExactly(new byte[1, 2]); file.ReadExactly(stackalloc byte[] { 1, 2 }); } }", Label = "impossible lengths")]
    [InlineData("class C { [DropPagesAfterFullRead] void M(Stream file) { unchecked { int i = int.MaxValue; i++; file.Read(new byte[10], 0, i); } } }", Label = "an overflow")]
    [InlineData("record struct R([property: DropPagesAfterFullRead] Stream file) { [DropPagesAfterFullRead] public void M() => file.ReadByte(); }", Label = "a record struct")]
    [InlineData("class C<T> where T : Stream { [DropPagesAfterFullRead] void M(T file) { file.ReadByte(); } [DropPagesAfterFullRead] void N<U>(U file) where U : T { file.ReadByte(); } }", Label = "type parameters")]
    [InlineData("static class E { extension(Stream file) { [DropPagesAfterFullRead] public int First() => file.ReadByte(); } }", Label = "an extension block")]
    [InlineData("class C { void M(string p) { File.Move(p; } void N(string p) { File.Move(); File.Move(p); File.Delete(); File.OpenWrite(); new FileStream(p, FileMode.OpenOrCreate } }", Label = "open calls of a save")]
    [InlineData("class C { void M(string p) { using var f = File.OpenWrite(p) f.Write(x); f.Flush(true; } int P { get { File.Delete(p); File.Move(q, p); } } }", Label = "an open declaration of a save")]
    [InlineData("class C { void M(string p) { using (File.Create(p)) { try { goto x; } finally { File.Move(p, p); } } x: File.Delete(p); } C() : this(File.OpenWrite(\"\")) { } }", Label = "a jump out of a save")]
    [InlineData("File.WriteAllText(args[0], \"\"); File.Move(args[0], args[1]); void L() { L(); File.Delete(args[0]); } L(); return;", Label = "top-level statements")]
    [InlineData("class C { void M(string p) { M(p); for (;;) { File.Move(p, p + 1); break; } do { continue; } while (File.Exists(p)); File.Delete(p)?.X(); } int this[string p] => File.OpenWrite(p).Nope(); }", Label = "endless loops around a save")]
    [InlineData("class C { void M(string p, dynamic d) { var f = File.OpenWrite(d); f.Write(d); d.Flush(true); (var a, f) = (p, File.OpenWrite(p)); f ??= File.OpenWrite(p); f.Flush(true); File.Move(sourceFileName: p); } }", Label = "dynamic values in a save")]
    public async Task No_rule_throws(string source)
    {
        var compilation = Source.Compile(source);
        var thrown = new List<string>();
        await RuleCatalog.RunAsync(compilation, onException: (exception, analyzer) =>
        {
            lock (thrown)
            {
                thrown.Add($"{analyzer.GetType().Name}: {exception}");
            }
        });
        Assert.Empty(thrown);
    }

    [Fact]
    public async Task No_rule_throws_on_a_long_expression()
    {
        var sum = string.Join(" + ", Enumerable.Repeat("file.ReadByte()", 3_000));
        await No_rule_throws($"class C {{ [DropPagesAfterFullRead] int M(Stream file) => {sum}; }}");
    }

    [Fact]
    public async Task No_rule_throws_on_a_long_method()
    {
        var statements = string.Concat(Enumerable.Repeat("if (file.ReadByte() > 3) { file.ReadByte(); } ", 2_000));
        await No_rule_throws($"class C {{ [DropPagesAfterFullRead] void M(Stream file) {{ {statements} }} }}");
    }

    /// <summary>In an IDE, a referenced project is source. No diagnostic of this project can have a location there.</summary>
    [Fact]
    public async Task No_rule_throws_on_a_referenced_project()
    {
        var library = Source.Compile("""
            public interface IReader { [DropPagesAfterFullRead] void Read(Stream file); }
            public class Library
            {
                [DropPagesAfterFullRead] public virtual void Load(Stream file) { file.CopyTo(Stream.Null); }
                [DropPagesAfterFullWrite] public static void Save(Stream file) { file.Write(new byte[100]); }
                [HeaderOnly] public static async Task PeekAsync(Stream file) { await file.ReadExactlyAsync(new byte[52]); }
                public static void Drain(Stream file) { file.CopyTo(Stream.Null); }
            }
            """);
        var user = Source.Compile("""
            class User : Library, IReader
            {
                public override void Load(Stream file) { file.CopyTo(Stream.Null); }
                public void Read(Stream file) { Drain(file); }
                [DropPagesAfterFullRead] public void Own(Stream file) { Drain(file); }
                public void Other(Stream file) { Drain(file); }
                Action<Stream> Use(Stream file, dynamic d)
                {
                    Save(d);
                    for (var i = 0; i < 9; i++) { Save(file); }
                    file.Position = 0;
                    file.ReadByte();
                    _ = PeekAsync(new MemoryStream());
                    return Save;
                }
            }
            """).AddReferences(library.ToMetadataReference()).WithAssemblyName("User");
        var ids = (await RuleCatalog.RunAsync(user)).Select(static report => report.Id).Distinct();
        Assert.Superset(new HashSet<string> { "IOP206", "IOP301", "IOP302", "IOP303" }, ids.ToHashSet());
    }
}
