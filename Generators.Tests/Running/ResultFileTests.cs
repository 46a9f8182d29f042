using Generators.Tests.Infrastructure;
using IoPolicy;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>A stream in a returned tuple or in an <c>out</c> parameter drops behind itself until the caller disposes of it.</summary>
[Collection(nameof(OneAtATime))]
public sealed class ResultFileTests : GeneratedCodeTests
{
    private const int Bytes = 256 * 1024;

    /// <summary>A label, the members with their policies, and the statements that open the file, read or write it, and close it.</summary>
    public static TheoryData<string, string, string> Rows => new()
    {
        { "first element", "[DropPagesAfterFullRead(File = \"file\")] public static partial (FileStream file, int length) Open(string path); static (FileStream file, int length) OpenCore(string path) => (File.OpenRead(path), 1);", "var (file, _) = Open(path); using (file) Drain(file);" },
        { "second element, a BufferedStream", "[DropPagesAfterFullRead(File = \"Body\")] public static partial (int Length, Stream Body) Open(string path); static (int Length, Stream Body) OpenCore(string path) => (1, new BufferedStream(File.OpenRead(path)));", "using var body = Open(path).Body; Drain(body);" },
        { "unnamed element", "[DropPagesAfterFullRead(File = \"Item2\")] public static partial (int, FileStream?) Open(string path); static (int, FileStream?) OpenCore(string path) => (1, File.OpenRead(path));", "using var file = Open(path).Item2!; Drain(file);" },
        { "ninth element", "[DropPagesAfterFullRead(File = \"i\")] public static partial (int a, int b, int c, int d, int e, int f, int g, int h, FileStream i) Open(string path); static (int a, int b, int c, int d, int e, int f, int g, int h, FileStream i) OpenCore(string path) => (1, 2, 3, 4, 5, 6, 7, 8, File.OpenRead(path));", "using var file = Open(path).i; Drain(file);" },
        { "element whose name is a keyword", "[DropPagesAfterFullRead(File = \"in\")] public static partial (FileStream @in, int) Open(string path); static (FileStream @in, int) OpenCore(string path) => (File.OpenRead(path), 1);", "using var file = Open(path).@in; Drain(file);" },
        { "task", "[DropPagesAfterFullRead(File = \"file\")] public static partial Task<(FileStream file, int length)> OpenAsync(string path); static async Task<(FileStream file, int length)> OpenCoreAsync(string path) { await Task.Yield(); return (File.OpenRead(path), 1); }", "using var file = (await OpenAsync(path)).file; Drain(file);" },
        { "task with a span", "[DropPagesAfterFullRead(File = \"file\")] public static partial ValueTask<(FileStream file, int length)> OpenAsync(ReadOnlySpan<byte> key, string path); static ValueTask<(FileStream file, int length)> OpenCoreAsync(ReadOnlySpan<byte> key, string path) => new((File.OpenRead(path), 1));", "using var file = (await OpenAsync(default, path)).file; Drain(file);" },
        { "intercepted", "[DropPagesAfterFullRead(File = \"file\")] public static (FileStream file, int length) Open(string path) => (File.OpenRead(path), 1);", "using var file = Open(path).file; Drain(file);" },
        { "written by the caller", "[DropPagesAfterFullWrite(File = \"file\")] public static (FileStream file, int length) Open(string path) => (File.Create(path), 1);", "using var file = Open(path).file; file.Write(new byte[262_144]);" },
        { "both files", "[DropPagesAfterFullRead(File = \"from\"), DropPagesAfterFullWrite(File = \"to\")] public static (FileStream from, FileStream to) Open(string path) => (File.OpenRead(path), File.Create(path + \".copy\"));", "var (from, to) = Open(path); using (from) using (to) from.CopyTo(to); if (PageCache.GetResidency(path + \".copy\").CachedPages is var left and not 0 && !PageCache.KeepPages) throw new InvalidOperationException($\"{left} pages\");" },
        { "out parameter", "[DropPagesAfterFullRead(File = nameof(file))] public static partial bool TryOpen(string path, out FileStream file); static bool TryOpenCore(string path, out FileStream file) { file = File.OpenRead(path); return true; }", "TryOpen(path, out var file); using (file) Drain(file);" },
        { "out stream of a void method", "[DropPagesAfterFullRead(File = nameof(file))] public static partial void Open(string path, out Stream file); static void OpenCore(string path, out Stream file) => file = File.OpenRead(path);", "Open(path, out var file); using (file) Drain(file);" },
        { "out parameter of a task", "[DropPagesAfterFullRead(File = nameof(file))] public static partial Task<int> OpenAsync(string path, out FileStream file); static Task<int> OpenCoreAsync(string path, out FileStream file) { file = File.OpenRead(path); return Task.FromResult(1); }", "var opened = OpenAsync(path, out var file); await opened; using (file) Drain(file);" },
        { "out parameter of a task with another file", "[DropPagesAfterFullRead(File = nameof(file)), DropPagesAfterFullRead(File = nameof(other))] public static partial Task<int> OpenAsync(string path, FileStream other, out FileStream file); static Task<int> OpenCoreAsync(string path, FileStream other, out FileStream file) { other.CopyTo(Stream.Null); file = File.OpenRead(path); return Task.FromResult(1); }", "using var other = File.OpenRead(path); var opened = OpenAsync(path, other, out var file); await opened; using (file) Drain(file);" },
        { "intercepted out parameter", "[DropPagesAfterFullRead(File = nameof(file))] public static bool TryOpen(string path, out FileStream? file) { file = File.OpenRead(path); return true; }", "TryOpen(path, out var file); using (file) Drain(file!);" },
        { "out parameter with a condition", "[DropPagesAfterFullRead(File = nameof(file), When = nameof(on))] public static bool TryOpen(string path, bool on, out FileStream file) { file = File.OpenRead(path); return true; }", "TryOpen(path, true, out var file); using (file) Drain(file);" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_file_drops_behind_itself_until_it_is_closed(string label, string members, string code)
    {
        Assert.NotEmpty(label);
        var run = Load(members, code);
        var sample = SampleFile.Create(Scratch.File("sample"), Bytes);
        await run(sample.Path);
        Assert.Equal(0, sample.CachedPages);

        sample = SampleFile.Create(sample.Path, Bytes);
        PageCache.KeepPages = true;
        try
        {
            await run(sample.Path);
        }
        finally
        {
            PageCache.KeepPages = false;
        }

        KeptPages.AssertAll(PageCache.GetResidency(sample.Path).FilePages, KeptPages.NotDropped(sample.Path));
    }

    [Theory]
    [InlineData("null in an out parameter", "[DropPagesAfterFullRead(File = nameof(file))] public static bool TryOpen(string path, out FileStream? file) { file = null; return false; }", "if (TryOpen(path, out var file) || file is not null) throw new InvalidOperationException();")]
    [InlineData("null in a tuple", "[DropPagesAfterFullRead(File = \"file\")] public static (FileStream? file, int) Open(string path) => (null, 1);", "if (Open(path).file is not null) throw new InvalidOperationException();")]
    [InlineData("a false condition", "[DropPagesAfterFullRead(File = nameof(file), When = nameof(on))] public static bool TryOpen(string path, bool on, out FileStream file) { file = File.OpenRead(path); return true; }", "TryOpen(path, false, out var file); using (file) Drain(file);")]
    public async Task Null_and_a_false_condition_keep_the_pages(string label, string members, string code)
    {
        Assert.NotEmpty(label);
        var sample = SampleFile.Create(Scratch.File("sample"), Bytes);
        await Load(members, code)(sample.Path);
        KeptPages.AssertAll(sample.Pages, KeptPages.NotDropped(sample.Path));
    }

    private Func<string, Task> Load(string members, string code)
    {
        var run = GeneratorRun.From($$"""
            public static partial class Entry
            {
                {{members}}

                private static void Drain(Stream file) { for (var buffer = new byte[8192]; file.Read(buffer) > 0;) { } }

                public static async Task Run(string path)
                {
                    await Task.CompletedTask;
                    {{code}}
                }
            }
            """).CompilesWithoutWarnings();
        return Load(run.Output.ToBytes()).GetType("Entry", throwOnError: true)!.GetMethod("Run")!.CreateDelegate<Func<string, Task>>();
    }
}
