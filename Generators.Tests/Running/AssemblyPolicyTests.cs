using Generators.Tests.Infrastructure;
using IoPolicy;
using IoPolicy.Testing;
using Microsoft.CodeAnalysis;

namespace Generators.Tests.Running;

/// <summary>
/// A policy on the assembly acts at the calls of a named method, usually of another library. The library is compiled without the
/// generator, so no other code can drop the pages.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class AssemblyPolicyTests : GeneratedCodeTests
{
    private const int Bytes = 256 * 1024;

    private const string Write = "DropPagesAfterFullWrite";
    private const string Read = "DropPagesAfterFullRead";

    private const string Library = """
        namespace Library;

        public interface ISaver { void Save(string path); }

        public class Saver : ISaver
        {
            public virtual void Save(string path) => File.WriteAllBytes(path, new byte[262_144]);
            public void SaveTo(Stream target, int times) { for (var i = 0; i < times; i++) target.Write(new byte[262_144]); }
            public void SaveTo(string name) => Save(name);
            public async Task SaveAsync(string path, CancellationToken token = default) { await Task.Yield(); await File.WriteAllBytesAsync(path, new byte[262_144], token); }
            public async ValueTask<int> CountAsync(FileStream file) { await Task.Yield(); return Codec.Drain(file); }
            public TResult Load<TItem, TResult>(TItem path, Stream file, Func<int, TResult> convert) where TItem : class => convert(Codec.Drain(file));
            public static void SaveStatic(string path) => File.WriteAllBytes(path, new byte[262_144]);
            public Stream OpenRead(string path) => File.OpenRead(path);
            public Task<FileStream> OpenAsync(string path) => Task.FromResult(File.OpenRead(path));
            protected void SaveProtected(string path) => Save(path);
        }

        public class LoudSaver : Saver { public override void Save(string name) => base.Save(name); }

        public class QuietSaver : Saver;

        public struct Counter { public int Calls; public int Read(BinaryReader reader) { Calls++; return Codec.Drain(reader.BaseStream); } }

        public class Store<T> { public class Page<TKey> { public int Read(TKey key, Stream file, T item) => Codec.Drain(file); } }

        public static class Codec
        {
            public static int DrainAll(this Stream file) => Drain(file);
            public static int Drain(Stream file)
            {
                var total = 0;
                for (var buffer = new byte[8192]; file.Read(buffer) is > 0 and var read; total += read) { }
                return total;
            }
        }

        public static class Blocks { extension(Stream file) { public int DrainBlock() => Codec.Drain(file); } }
        """;

    /// <summary>A label, the attribute with its options, and code that reads or writes <c>path</c> and returns a positive number.</summary>
    public static TheoryData<string, string, string> Covered => new()
    {
        { "instance", $"{Write}(On = typeof(Saver), Method = nameof(Saver.Save), File = \"path\")", "new Saver().Save(path); return 1;" },
        { "name as a constant", $"{Write}(On = typeof(Saver), Method = Names.Save, File = Names.Path)", "new Saver().Save(path); return 1;" },
        { "static", $"{Write}(On = typeof(Saver), Method = nameof(Saver.SaveStatic), File = \"path\")", "Saver.SaveStatic(path); return 1;" },
        { "an overload with a path", $"{Write}(On = typeof(Saver), Method = nameof(Saver.SaveTo), File = \"name\")", "new Saver().SaveTo(path); return 1;" },
        { "an overload with a stream", $"{Write}(On = typeof(Saver), Method = nameof(Saver.SaveTo))", "using var file = File.Create(path); new Saver().SaveTo(file, 1); return 1;" },
        { "windows", $"{Write}(On = typeof(Saver), Method = nameof(Saver.SaveTo), WindowBytes = 65_536)", "using var file = File.Create(path); new Saver().SaveTo(file, 2); return 1;" },
        { "task", $"{Write}(On = typeof(Saver), Method = nameof(Saver.SaveAsync), File = \"path\")", "await new Saver().SaveAsync(path); return 1;" },
        { "value task", $"{Read}(On = typeof(Saver), Method = nameof(Saver.CountAsync))", "using var file = File.OpenRead(path); return await new Saver().CountAsync(file);" },
        { "generic method", $"{Read}(On = typeof(Saver), Method = nameof(Saver.Load))", "using var file = File.OpenRead(path); return (int)new Saver().Load(\"x\", file, n => (long)n);" },
        { "generic type", $"{Read}(On = typeof(Store<>.Page<>), Method = \"Read\")", "using var file = File.OpenRead(path); return new Store<string>.Page<int>().Read(1, file, \"\");" },
        { "extension", $"{Read}(On = typeof(Codec), Method = nameof(Codec.DrainAll))", "using var file = File.OpenRead(path); return file.DrainAll();" },
        { "extension block", $"{Read}(On = typeof(Blocks), Method = \"DrainBlock\")", "using var file = File.OpenRead(path); return file.DrainBlock();" },
        { "struct", $"{Read}(On = typeof(Counter), Method = nameof(Counter.Read))", "using var file = File.OpenRead(path); var counter = new Counter(); var n = counter.Read(new BinaryReader(file)); return counter.Calls == 1 ? n : 0;" },
        { "conditional access", $"{Write}(On = typeof(Saver), Method = nameof(Saver.Save), File = \"path\")", "Saver? saver = new(); saver?.Save(path); return 1;" },
        { "interface", $"{Write}(On = typeof(ISaver), Method = nameof(ISaver.Save), File = \"path\")", "ISaver saver = new Saver(); saver.Save(path); return 1;" },
        { "implementation of the interface", $"{Write}(On = typeof(ISaver), Method = nameof(ISaver.Save), File = \"path\")", "new Saver().Save(path); return 1;" },
        { "derived receiver, with the policy on the base type", $"{Write}(On = typeof(Saver), Method = nameof(Saver.Save), File = \"path\")", "new QuietSaver().Save(path); return 1;" },
        { "override with another parameter name", $"{Write}(On = typeof(Saver), Method = nameof(Saver.Save), File = \"path\")", "new LoudSaver().Save(path); return 1;" },
        { "override, with the policy on the derived type", $"{Write}(On = typeof(LoudSaver), Method = nameof(Saver.Save), File = \"name\")", "new LoudSaver().Save(path); return 1;" },
        { "inherited method, with the policy on the derived type", $"{Write}(On = typeof(QuietSaver), Method = nameof(QuietSaver.Save), File = \"path\")", "new QuietSaver().Save(path); return 1;" },
        { "receiver of a type parameter", $"{Write}(On = typeof(QuietSaver), Method = nameof(QuietSaver.SaveAsync), File = \"path\")", "await On(new QuietSaver()); return 1; Task On<T>(T saver) where T : QuietSaver => saver.SaveAsync(path);" },
        { "result", $"{Read}(On = typeof(Saver), Method = nameof(Saver.OpenRead))", "using var file = new Saver().OpenRead(path); return Codec.Drain(file);" },
        { "result of a task", $"{Read}(On = typeof(Saver), Method = nameof(Saver.OpenAsync))", "using var file = await new Saver().OpenAsync(path); return Codec.Drain(file);" },
        { "own method of this assembly", $"{Write}(On = typeof(Local), Method = nameof(Local.Save), File = \"path\")", "Local.Save(path); return 1;" },
        { "protected method", $"{Write}(On = typeof(Saver), Method = \"SaveProtected\", File = \"path\")", "new Local().Inner(path); return 1;" },
        { ".NET: File", $"{Write}(On = typeof(File), Method = nameof(File.WriteAllBytes), File = \"path\")", "File.WriteAllBytes(path, new byte[262_144]); return 1;" },
        { ".NET: a member of BinaryReader", $"{Read}(On = typeof(BinaryReader), Method = nameof(BinaryReader.ReadBytes))", "using var reader = new BinaryReader(File.OpenRead(path)); return reader.ReadBytes(300_000).Length;" },
        { "condition: a parameter", $"{Write}(On = typeof(Local), Method = nameof(Local.SaveIf), File = \"path\", When = \"drop\")", "Local.SaveIf(path, true); return 1;" },
        { "serializer", $"{Write}(On = typeof(System.Text.Json.JsonSerializer), Method = nameof(System.Text.Json.JsonSerializer.SerializeAsync), File = \"utf8Json\")", "await using var file = File.Create(path); await System.Text.Json.JsonSerializer.SerializeAsync(file, new string('x', 262_144)); return 1;" },
        { "deserializer", $"{Read}(On = typeof(System.Text.Json.JsonSerializer), Method = nameof(System.Text.Json.JsonSerializer.Deserialize), File = \"utf8Json\")", "File.WriteAllText(path, '\"' + new string('x', 262_144) + '\"'); using (var written = File.OpenWrite(path)) written.Flush(true); using var file = File.OpenRead(path); return System.Text.Json.JsonSerializer.Deserialize<string>(file)!.Length;" },
    };

    [Theory]
    [MemberData(nameof(Covered))]
    public async Task The_pages_are_dropped_after_the_call(string label, string attribute, string code)
    {
        Assert.NotEmpty(label);
        var run = Load(attribute, code);
        var sample = SampleFile.Create(Scratch.File("sample"), Bytes);
        Assert.InRange(await run(sample.Path), 1, int.MaxValue);
        Assert.Equal(0, sample.CachedPages);

        sample = SampleFile.Create(sample.Path, Bytes);
        PageCache.KeepPages = true;
        try
        {
            Assert.InRange(await run(sample.Path), 1, int.MaxValue);
        }
        finally
        {
            PageCache.KeepPages = false;
        }

        KeptPages.AssertAll(PageCache.GetResidency(sample.Path).FilePages, KeptPages.NotDropped(sample.Path));
    }

    [Theory]
    [InlineData("another receiver of an inherited method", $"{Write}(On = typeof(QuietSaver), Method = nameof(QuietSaver.Save), File = \"path\")", "new Saver().Save(path); return 1;")]
    [InlineData("another overload", $"{Write}(On = typeof(Saver), Method = nameof(Saver.SaveTo), File = \"name\")", "using var file = File.Create(path); new Saver().SaveTo(file, 1); return 1;")]
    [InlineData("another method", $"{Write}(On = typeof(Saver), Method = nameof(Saver.SaveTo), File = \"name\")", "new Saver().Save(path); return 1;")]
    [InlineData("another type", $"{Write}(On = typeof(LoudSaver), Method = nameof(LoudSaver.Save), File = \"name\")", "new Saver().Save(path); return 1;")]
    [InlineData("a false condition", $"{Write}(On = typeof(Local), Method = nameof(Local.SaveIf), File = \"path\", When = \"drop\")", "Local.SaveIf(path, false); return 1;")]
    [InlineData("a method group", $"{Write}(On = typeof(Saver), Method = nameof(Saver.SaveStatic), File = \"path\")", "Action<string> save = Saver.SaveStatic; save(path); return 1;")]
    public async Task Uses_that_the_policy_does_not_cover_keep_the_pages(string label, string attribute, string code)
    {
        Assert.NotEmpty(label);
        var sample = SampleFile.Create(Scratch.File("sample"), Bytes);
        Assert.InRange(await Load(attribute, code)(sample.Path), 1, int.MaxValue);
        KeptPages.AssertAll(PageCache.GetResidency(sample.Path).FilePages, KeptPages.NotDropped(sample.Path));
    }

    [Fact]
    public async Task A_policy_for_one_type_does_not_apply_to_receivers_of_other_types()
    {
        var run = Load(
            $"{Write}(On = typeof(QuietSaver), Method = nameof(QuietSaver.SaveAsync), File = \"path\")",
            "await new Saver().SaveAsync(path); await new QuietSaver().SaveAsync(path + \".quiet\"); return 1;",
            $"[assembly: HeaderOnly(On = typeof(LoudSaver), Method = nameof(LoudSaver.SaveAsync), File = \"path\")]");
        var path = Scratch.File("sample");
        Assert.Equal(1, await run(path));
        Assert.Equal(0, PageCache.GetResidency(path + ".quiet").CachedPages);
        KeptPages.AssertAll(PageCache.GetResidency(path).FilePages, KeptPages.NotDropped(path));
    }

    [Fact]
    public void The_policy_map_has_each_covered_overload()
    {
        var map = Application($"{Write}(On = typeof(Saver), Method = nameof(Saver.SaveTo))", "return 1;").Result.GeneratedSources
            .Single(static source => source.HintName == "PolicyMap.g.cs").SourceText.ToString();
        Assert.Contains("new(\"Library.Saver\", \"SaveTo\", \"SaveTo(Stream, int)\", ", map, StringComparison.Ordinal);
        Assert.DoesNotContain("SaveTo(string)", map, StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_with_a_policy_of_its_own_keeps_it()
    {
        var text = Application(
            $"{Write}(On = typeof(Own), Method = nameof(Own.Work))",
            "using var file = File.OpenRead(path); return Own.Work(file);",
            more: $"public static class Own {{ [{Read}] public static int Work(FileStream file) => file.ReadByte() + 1; }}").Text();
        Assert.Contains("PolicyKind.DropAfterFullRead", text, StringComparison.Ordinal);
        Assert.DoesNotContain("PolicyKind.DropAfterFullWrite", text, StringComparison.Ordinal);
    }

    private static byte[] LibraryImage { get; } = GeneratorRun.Compilation("Library", [Library]).ToBytes();

    private Func<string, Task<int>> Load(string attribute, string code, string more = "")
    {
        Load(LibraryImage);
        var application = Load(Application(attribute, code, more).Output.ToBytes());
        return application.GetType("Entry", throwOnError: true)!.GetMethod("Run")!.CreateDelegate<Func<string, Task<int>>>();
    }

    private static GeneratorRun Application(string attribute, string code, string more = "") => GeneratorRun.From(GeneratorRun.Compilation(
        "Application",
        [
            $$"""
            using Library;

            [assembly: {{attribute}}]
            {{more}}

            public static class Names { public const string Save = nameof(Saver.Save); public const string Path = "path"; }

            public class Local : Saver
            {
                public static new void Save(string path) => File.WriteAllBytes(path, new byte[262_144]);
                public static void SaveIf(string path, bool drop) => _ = drop switch { _ => Write(path) };
                public void Inner(string path) => SaveProtected(path);
                private static int Write(string path) { File.WriteAllBytes(path, new byte[262_144]); return 1; }
            }

            public static class Entry
            {
                public static async Task<int> Run(string path)
                {
                    await Task.CompletedTask;
                    {{code}}
                }
            }
            """,
        ],
        MetadataReference.CreateFromImage(LibraryImage))).CompilesWithoutWarnings();
}
