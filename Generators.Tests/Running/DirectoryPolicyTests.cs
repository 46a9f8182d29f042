using System.Diagnostics.Tracing;
using System.Reflection;
using System.Runtime.Loader;
using Generators.Tests.Infrastructure;
using Generators.Tests.Running.Files;
using IoPolicy;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>A policy with <c>Recurse</c> covers the files of a directory: after a read all of them, after a write the changed ones.</summary>
[Collection(nameof(OneAtATime))]
public sealed class DirectoryPolicyTests : IDisposable
{
    private const int Bytes = 128 * 1024;

    private readonly ScratchDirectory _scratch = new();
    private readonly List<AssemblyLoadContext> _contexts = [];
    /// <summary>The directory of the policy. Other files of the test are beside it.</summary>
    private readonly string _directory;

    public DirectoryPolicyTests()
    {
        _directory = _scratch.File("session");
        Directory.CreateDirectory(Path.Combine(_directory, "deep", ".hidden"));
    }

    public static TheoryData<string> Shapes => ["partial", "partial task", "interceptor", "interceptor task", "DirectoryInfo", "dotted", "span"];

    public void Dispose()
    {
        _contexts.ForEach(static context => context.Unload());
        _scratch.Dispose();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_write_drops_the_files_that_it_changed_and_no_others(string shape)
    {
        var old = Sample("old.bin");
        var touched = new[] { Sample("a.bin"), Sample("deep/b.bin"), Sample("deep/.hidden/.c") };
        var outside = SampleFile.Create(_scratch.File("outside"), Bytes);
        File.CreateSymbolicLink(Path.Combine(_directory, "link"), outside.Path);
        Directory.CreateSymbolicLink(Path.Combine(_directory, "deep", "circle"), _directory);
        Shell.Run("mkfifo", Path.Combine(_directory, "pipe")).OrThrow();
        var save = Load(shape, "DropPagesAfterFullWrite");

        // A change time has the precision of a timer tick, so the old file must be at least one tick older.
        WaitForTick();
        Run(save, [.. touched.Select(static file => file.Path), Path.Combine(_directory, "deep", "new.bin")]);
        Assert.All(touched, static file => Assert.Equal(0, file.CachedPages));
        Assert.Equal(0, PageCache.GetResidency(Path.Combine(_directory, "deep", "new.bin")).CachedPages);
        KeptPages.AssertAll(old.Pages, old.CachedPages);
        KeptPages.AssertAll(outside.Pages, outside.CachedPages);

        PageCache.KeepPages = true;
        try
        {
            Run(save, [.. touched.Select(static file => file.Path)]);
            Assert.All(touched, static file => KeptPages.AssertAll(file.Pages, file.CachedPages));
        }
        finally
        {
            PageCache.KeepPages = false;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_read_drops_all_files(string shape)
    {
        var files = new[] { Sample("a.bin"), Sample("deep/b.bin"), Sample("deep/.hidden/.c") };
        var load = Load(shape, "DropPagesAfterFullRead");
        PageCache.KeepPages = true;
        try
        {
            Run(load, []);
            Assert.All(files, static file => KeptPages.AssertAll(file.Pages, file.CachedPages));
        }
        finally
        {
            PageCache.KeepPages = false;
        }

        Run(load, []);
        Assert.All(files, static file => Assert.Equal(0, file.CachedPages));
    }

    [Fact]
    public void A_path_that_is_a_file_is_covered_as_without_Recurse()
    {
        var file = Sample("a.bin");
        Invoke(Load("interceptor", "DropPagesAfterFullRead"), file.Path, []);
        Assert.Equal(0, file.CachedPages);
    }

    [Fact]
    public void Without_Recurse_a_directory_is_counted_as_no_file()
    {
        var file = Sample("a.bin");
        using var outcomes = new AdviceOutcomes();
        Run(Load("interceptor", "DropPagesAfterFullWrite", recurse: false), [file.Path]);
        Assert.Equal(["write:no-file"], outcomes.Counted);
        Assert.True(file.CachedPages > 0);
    }

    [Fact]
    public void A_call_that_changes_nothing_is_counted_as_no_file()
    {
        _ = Sample("a.bin");
        WaitForTick();
        using var outcomes = new AdviceOutcomes();
        Run(Load("partial", "DropPagesAfterFullWrite"), []);
        Assert.Equal(["write:no-file"], outcomes.Counted);
    }

    [Fact]
    public void The_files_of_a_method_that_throws_are_dropped()
    {
        var file = Sample("a.bin");
        var thrown = Assert.Throws<TargetInvocationException>(() => Run(Load("partial", "DropPagesAfterFullWrite"), [file.Path, Path.Combine(_directory, "missing", "b.bin")]));
        Assert.IsType<DirectoryNotFoundException>(thrown.InnerException);
        Assert.Equal(0, file.CachedPages);
    }

    [Fact]
    public async Task In_the_background_each_file_is_queued()
    {
        var files = new[] { Sample("a.bin"), Sample("deep/b.bin") };
        Run(Load("partial", "DropPagesAfterFullWrite", options: ", Background = true"), [.. files.Select(static file => file.Path)]);
        await PageCache.Background.FlushAsync(TestContext.Current.CancellationToken);
        Assert.All(files, static file => Assert.Equal(0, file.CachedPages));
    }

    [Fact]
    public void More_files_than_the_bound_are_reported_once()
    {
        for (var i = 0; i <= 10_000; i++)
        {
            File.WriteAllBytes(Path.Combine(_directory, "deep", $"{i}"), []);
        }

        using var events = new LimitEvents();
        var load = Load("interceptor", "DropPagesAfterFullRead");
        Run(load, []);
        Run(load, []);
        // The limits are 10,000 files and 100,000 directory entries.
        Assert.Equal([$"Owner.Use {_directory} 10000 100000"], events.Messages);
    }

    /// <summary>The case of IOP107, and the result of its fix.</summary>
    [Fact]
    public void A_computed_path_drops_its_namesake_and_the_fix_drops_the_file()
    {
        var name = "namesake-" + Path.GetRandomFileName();
        var path = Path.Combine(Environment.CurrentDirectory, name);
        try
        {
            var namesake = SampleFile.Create(path, Bytes);
            var file = Sample(name);
            Invoke(LoadSource(Source("[DropPagesAfterFullRead(File = nameof(name))]")), name, [_directory]);
            Assert.Equal(0, namesake.CachedPages);
            KeptPages.AssertAll(file.Pages, file.CachedPages);

            namesake.MakeResident();
            Invoke(LoadSource(Source("[DropPagesAfterFullRead]")), name, [_directory]);
            Assert.Equal(0, file.CachedPages);
            KeptPages.AssertAll(namesake.Pages, namesake.CachedPages);
        }
        finally
        {
            File.Delete(path);
        }

        static string Source(string attribute) => $$"""
            public static class Entry
            {
                public static void Run(string name, string[] directories) => Use(directories[0], name);

                {{attribute}} public static int Use(string directory, string name)
                {
                    using var file = File.OpenRead(Path.Combine(directory, name));
                    file.CopyTo(Stream.Null);
                    return 1;
                }
            }
            """;
    }

    private static string Source(string shape, string attribute, bool recurse, string options)
    {
        var isTask = shape.EndsWith("task", StringComparison.Ordinal) || shape == "span";
        var isPartial = shape.StartsWith("partial", StringComparison.Ordinal) || shape == "span";
        var (parameter, file, argument) = shape switch
        {
            "DirectoryInfo" => ("DirectoryInfo directory", "nameof(directory)", "new DirectoryInfo(path)"),
            "dotted" => ("Options options", "\"options.Directory\"", "new Options { Directory = path }"),
            "span" => ("string directory, ReadOnlySpan<byte> key", "nameof(directory)", "path, default"),
            _ => ("string directory", "nameof(directory)", "path"),
        };
        var returns = isTask ? "Task" : "void";
        var policy = $"[{attribute}(File = {file}{(recurse ? ", Recurse = true" : "")}{options})]";
        var body = "{ foreach (var file in files) File.WriteAllBytes(file, new byte[131072]); " + (isTask ? "return Task.CompletedTask; }" : "}");
        var method = isPartial
            ? $"{policy} public static partial {returns} Use({parameter}, string[] files); private static {returns} UseCore({parameter}, string[] files) {body}"
            : $"{policy} public static {returns} Use({parameter}, string[] files) {body}";
        return $$"""
            public class Options { public string? Directory { get; set; } }
            public static partial class Owner { {{method}} }
            public static class Entry { public static void Run(string path, string[] files) => Owner.Use({{argument}}, files){{(isTask ? ".GetAwaiter().GetResult()" : "")}}; }
            """;
    }

    private SampleFile Sample(string name) => SampleFile.Create(Path.Combine(_directory, name), Bytes);

    /// <summary>Waits until a file that changes now gets a later time than the files that exist already.</summary>
    private void WaitForTick()
    {
        var probe = _scratch.File("probe");
        File.WriteAllBytes(probe, []);
        var first = File.GetLastWriteTimeUtc(probe);
        do
        {
            File.WriteAllBytes(probe, [1]);
        }
        while (File.GetLastWriteTimeUtc(probe) == first);
    }

    private void Run(Type entry, string[] files) => Invoke(entry, _directory, files);

    private static void Invoke(Type entry, string path, string[] files) => entry.GetMethod("Run")!.Invoke(null, [path, files]);

    private Type Load(string shape, string attribute, bool recurse = true, string options = "") => LoadSource(Source(shape, attribute, recurse, options));

    /// <summary>All assemblies have the same name, so each has its own load context.</summary>
    private Type LoadSource(string source)
    {
        _contexts.Add(new AssemblyLoadContext("directories", isCollectible: true));
        return _contexts[^1].LoadFromStream(new MemoryStream(GeneratorRun.From(source).CompilesWithoutWarnings().Output.ToBytes())).GetType("Entry", throwOnError: true)!;
    }

    private sealed class LimitEvents : EventListener
    {
        public List<string> Messages { get; } = [];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "IoPolicy")
            {
                EnableEvents(eventSource, EventLevel.Warning);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "DirectoryLimit")
            {
                Messages.Add(string.Join(" ", eventData.Payload!));
            }
        }
    }
}
