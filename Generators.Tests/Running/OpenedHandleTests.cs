using System.Reflection;
using Generators.Tests.Infrastructure;
using IoPolicy;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>The pages of a handle that a method opens are dropped when the method ends, by a return or by an exception.</summary>
[Collection(nameof(OneAtATime))]
public sealed class OpenedHandleTests : GeneratedCodeTests
{
    private const int Bytes = 128 * 1024;
    private const string Whole = "using var file = File.OpenHandle(path); RandomAccess.Read(file, new byte[1 << 20], 0);";

    [Theory]
    [InlineData("[DropPagesAfterFullRead] static void M(string path) { try { " + Whole + " throw new InvalidDataException(); } finally { } }", "try { M(path); } catch (InvalidDataException) { }", Label = "an exception")]
    [InlineData("[DropPagesAfterFullRead] static async Task M(string path) { await Task.Yield(); " + Whole + " throw new InvalidDataException(); }", "try { M(path).Wait(); } catch (AggregateException) { }", Label = "an exception of a task")]
    [InlineData("[DropPagesAfterFullRead(Background = true)] static void M(string path) { " + Whole + " }", "M(path); PageCache.Background.FlushAsync().Wait();", Label = "in the background")]
    [InlineData("[DropPagesAfterFullRead] static void M(string path) { for (var i = 0; i < 3; i++) { " + Whole + " } }", "M(path);", Label = "three handles")]
    [InlineData("[DropPagesAfterFullRead] static void M(string path) => Parallel.For(0, 8, _ => { " + Whole + " });", "M(path);", Label = "threads")]
    [InlineData("[DropPagesAfterFullRead] static void M(string path, int depth) { " + Whole + " if (depth > 0) { M(path, depth - 1); } }", "M(path, 3);", Label = "nested calls")]
    [InlineData("[DropPagesAfterFullRead] static partial void M(string path); static void MCore(string path) { File.Delete(path + \".moved\"); " + Whole + " File.Move(path, path + \".moved\"); File.Copy(path + \".moved\", path + \".other\", true); File.Move(path + \".moved\", path); }", "M(path);", Label = "a renamed file")]
    public void The_pages_are_dropped(string method, string call)
    {
        var run = Load(method, call);
        Assert.Equal(0, PagesAfter(run));
        PageCache.KeepPages = true;
        try
        {
            KeptPages.AssertAll(Bytes / Environment.SystemPageSize, PagesAfter(run));
        }
        finally
        {
            PageCache.KeepPages = false;
        }
    }

    [Theory]
    [InlineData("[DropPagesAfterFullRead(PreserveCached = true)] static void M(string path) { " + Whole + " }", "M(path);", Label = "pages that were cached before")]
    [InlineData("[DropPagesAfterFullRead] static void M(string path) { " + Whole + " }", "Action<string> m = M; m(path);", Label = "a delegate, which IOP301 reports")]
    [InlineData("[DropPagesAfterFullWrite] static void M(string path) { " + Whole + " File.WriteAllText(path + \".other\", \"\"); }", "M(path);", Label = "a policy for the other direction")]
    [InlineData("[DropPagesAfterFullRead] static Task M(string path, Task start) => Later(path, start); static async Task Later(string path, Task start) { _ = nameof(File.OpenHandle); await start; " + Whole + " }", "M(path, Task.CompletedTask).Wait();", Label = "a handle that another method opens")]
    public void Pages_that_the_policy_does_not_cover_stay(string method, string call) => KeptPages.AssertAll(Bytes / Environment.SystemPageSize, PagesAfter(Load(method, call)));

    [Fact]
    public void A_header_of_a_larger_file_stays()
    {
        var run = Load("[DropPagesAfterFullRead] static void M(string path) { using var file = File.OpenHandle(path); RandomAccess.Read(file, new byte[100], 0); }", "M(path);");
        var sample = SampleFile.Create(Scratch.File("sample"), 4 << 20, block: 4096);
        using (var file = sample.OpenRead())
        {
            _ = PageCache.Drop(file.SafeFileHandle);
        }

        Assert.Equal(0, sample.CachedPages);
        using (var file = sample.OpenRead())
        {
            PageCache.Expect(file.SafeFileHandle, AccessPattern.Random);
            file.ReadByte();
            var before = sample.CachedPages;
            Assert.InRange(before, 1, 15);
            _ = run.Invoke(null, [sample.Path]);
            Assert.InRange(sample.CachedPages, before, long.MaxValue);
        }
    }

    [Fact]
    public void A_durable_write_has_left_no_pages_when_the_method_returns()
    {
        var run = Load(
            "[DropPagesAfterFullWrite(Durable = true)] static async Task M(string path) { using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write); await RandomAccess.WriteAsync(file, new byte[128 * 1024], 0); }",
            "M(path).GetAwaiter().GetResult();");
        Assert.Equal(0, PagesAfter(run));
    }

    private long PagesAfter(MethodInfo run)
    {
        var sample = SampleFile.Create(Scratch.File("sample"), Bytes);
        _ = run.Invoke(null, [sample.Path]);
        return KeptPages.NotDropped(sample.Path)!.Value;
    }

    private MethodInfo Load(string method, string call) => Load(GeneratorRun.From($$"""
            public partial class Entry
            {
                {{method}}

                public static void Run(string path) { {{call}} }
            }
            """).CompilesWithoutWarnings().Output.ToBytes()).GetType("Entry", throwOnError: true)!.GetMethod("Run")!;
}
