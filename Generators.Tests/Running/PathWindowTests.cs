using System.Runtime.Loader;
using Generators.Tests.Infrastructure;
using IoPolicy;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>A policy with <c>WindowBytes</c> for a path follows the file while the body runs, with each wrapper.</summary>
[Collection(nameof(OneAtATime))]
public sealed class PathWindowTests : IDisposable
{
    private const int Bytes = 16 << 20;

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("public static partial void Save(string path, Action body); private static void SaveCore(string path, Action body) => body();", true, Label = "a partial method")]
    [InlineData("public static void Save(string path, Action body) => body();", true, Label = "an intercepted method")]
    [InlineData("public static partial Task Save(string path, Action body); private static async Task SaveCore(string path, Action body) { await Task.Yield(); body(); }", true, Label = "a partial method with a task")]
    [InlineData("public static void Save(string path, Action body) => body();", false, Label = "the control without a window")]
    public void With_a_window_pages_leave_the_cache_while_the_body_runs(string method, bool hasWindow)
    {
        var run = GeneratorRun.From($$"""
            public static partial class Entry
            {
                [DropPagesAfterFullWrite(File = nameof(path){{(hasWindow ? ", WindowBytes = 1_048_576" : "")}})]
                {{method}}

                public static void Run(string path, Action body) => {{(method.Contains("Task", StringComparison.Ordinal) ? "Save(path, body).GetAwaiter().GetResult()" : "Save(path, body)")}};
            }
            """).CompilesWithoutWarnings();
        var context = new AssemblyLoadContext("path", isCollectible: true);
        var entry = context.LoadFromStream(new MemoryStream(run.Output.ToBytes())).GetType("Entry", throwOnError: true)!.GetMethod("Run")!.CreateDelegate<Action<string, Action>>();
        var path = _directory.File("sample");
        entry(path, () =>
        {
            File.WriteAllBytes(path, new byte[Bytes]);
            if (hasWindow)
            {
                Assert.True(SpinWait.SpinUntil(() => PageCache.GetResidency(path).CachedPages <= Bytes / 4096 / 2, TimeSpan.FromMinutes(1)));
            }
            else
            {
                KeptPages.AssertAll(Bytes / 4096, KeptPages.NotDropped(path));
            }
        });
        Assert.Equal(0, PageCache.GetResidency(path).CachedPages);
        context.Unload();
    }
}
