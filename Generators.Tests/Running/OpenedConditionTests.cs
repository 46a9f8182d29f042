using System.Reflection;
using Generators.Tests.Infrastructure;
using IoPolicy;
using IoPolicy.Testing;
using Microsoft.CodeAnalysis;

namespace Generators.Tests.Running;

/// <summary>A policy for opened files with <c>When</c> drops pages only if its condition is true.</summary>
[Collection(nameof(OneAtATime))]
public sealed class OpenedConditionTests : GeneratedCodeTests
{
    private const int Bytes = 128 * 1024;

    private static readonly Dictionary<string, string> Openers = new()
    {
        ["stream"] = "using var file = File.OpenRead(path); file.CopyTo(Stream.Null);",
        ["path"] = "_ = File.ReadAllBytes(path);",
        ["handle"] = "using var file = File.OpenHandle(path); _ = RandomAccess.Read(file, new byte[1 << 20], 0);",
        ["lines"] = "_ = File.ReadLines(path).Count();",
        ["lambda"] = "Task.Run(() => { using var file = File.OpenRead(path); file.CopyTo(Stream.Null); }).GetAwaiter().GetResult();",
    };

    /// <summary>
    /// Methods, whose wrapper reads the condition on entry. <c>[Policy(…)]</c> stands for the attribute, and <c>Open</c> for one of
    /// <see cref="Openers"/>.
    /// </summary>
    private static readonly Dictionary<string, string> Methods = new()
    {
        ["partial with a parameter"] = """
            public partial class C { [Policy(When = nameof(on))] public partial void M(string path, bool on); private void MCore(string path, bool on) { Open } }
            """,
        ["partial with a private field"] = """
            public partial class C { private bool _on; [Policy(When = nameof(_on))] public partial void M(string path, bool on); private void MCore(string path, bool on) { Open }
            public void Run(string path, bool on) { _on = on; M(path, !on); } }
            """,
        ["intercepted with a parameter"] = """
            public class C { [Policy(When = nameof(on))] public void M(string path, bool on) { Open } }
            """,
        ["intercepted with a private property"] = """
            public class C { private bool On { get; set; } [Policy(When = nameof(On))] private void M(string path, bool on) { Open }
            public void Run(string path, bool on) { On = on; M(path, !on); } }
            """,
        ["intercepted with a method"] = """
            public class C { private bool _on; private bool On() => _on; [Policy(When = nameof(On))] public void M(string path, bool on) { Open }
            public void Run(string path, bool on) { _on = on; M(path, !on); } }
            """,
        ["static"] = """
            public partial class C { [Policy(When = nameof(on))] public static partial void N(string path, bool on); private static void NCore(string path, bool on) { Open }
            public void M(string path, bool on) => N(path, on); }
            """,
        ["generic"] = """
            public class D<T> { [Policy(When = nameof(on))] public void M<TItem>(string path, bool on, TItem item) { Open } }
            public class C { public void M(string path, bool on) => new D<string>().M(path, on, 1); }
            """,
        ["struct"] = """
            public partial struct S { private bool _on; public S(bool on) => _on = on; [Policy(When = nameof(_on))] public partial void M(string path); private void MCore(string path) { Open } }
            public class C { public void M(string path, bool on) => new S(on).M(path); }
            """,
        ["with a file of its own"] = """
            public class C { [Policy(When = nameof(on), Opened = true)] public void N(Stream other, string path, bool on) { Open } public void M(string path, bool on) => N(Stream.Null, path, on); }
            """,
        ["async"] = """
            public class C { [Policy(When = nameof(on))] public async Task N(string path, bool on) { await Task.Yield(); Open } public void M(string path, bool on) => N(path, on).GetAwaiter().GetResult(); }
            """,
        ["async partial"] = """
            public partial class C { [Policy(When = nameof(on))] public partial ValueTask<int> NAsync(string path, bool on);
            private async ValueTask<int> NCoreAsync(string path, bool on) { await Task.Yield(); Open return 1; } public void M(string path, bool on) => NAsync(path, on).AsTask().GetAwaiter().GetResult(); }
            """,
        ["a task with a span"] = """
            public partial class C { [Policy(When = nameof(on))] public static partial Task N(ReadOnlySpan<byte> key, string path, bool on);
            private static Task NCore(ReadOnlySpan<byte> key, string path, bool on) => Later();
            public void M(string path, bool on) => N([], path, on).GetAwaiter().GetResult(); }
            """,
    };

    /// <summary>Code without a wrapper. The interceptor of the call that opens the file reads the condition, which is static.</summary>
    private static readonly Dictionary<string, string> WithoutWrapper = new()
    {
        ["constructor"] = """
            public class Owner { internal static bool On; [Policy(When = nameof(On))] public Owner(string path) { Open } }
            public class C { public void M(string path, bool on) { Owner.On = on; _ = new Owner(path); } }
            """,
        ["constructor with a private field"] = """
            public class C { private static bool _on; public C() { }
            [Policy(When = nameof(_on))] private C(string path) { Open } public void M(string path, bool on) { _on = on; _ = new C(path); } }
            """,
        ["constructor with a private method"] = """
            public class C { private static bool _on; private static bool On() => _on; public C() { }
            [Policy(When = nameof(On))] private C(string path) { Open } public void M(string path, bool on) { _on = on; _ = new C(path); } }
            """,
        ["static constructor"] = """
            public class Owner { internal static bool On { get; set; } public static Action<string> Read; [Policy(When = nameof(On))] static Owner() => Read = path => { Open }; }
            public class C { public void M(string path, bool on) { Owner.On = on; Owner.Read(path); } }
            """,
        ["type"] = """
            [Policy(When = nameof(On))] public class C { private static bool On { get; set; } public void M(string path, bool on) { On = on; Open } }
            """,
        ["static class"] = """
            [Policy(When = nameof(On))] public static class Owner { internal static bool On; public static void Read(string path) { Open } }
            public class C { public void M(string path, bool on) { Owner.On = on; Owner.Read(path); } }
            """,
        ["getter"] = """
            public class C { private static bool _on; private string _path = ""; private int Read { [Policy(When = nameof(_on))] get { var path = _path; Open return 1; } }
            public void M(string path, bool on) { _on = on; _path = path; _ = Read; } }
            """,
        ["async void"] = """
            public class C { private static bool _on; [Policy(When = nameof(_on))] private async void N(string path, TaskCompletionSource done) { await Task.Yield(); Open done.SetResult(); }
            public void M(string path, bool on) { _on = on; var done = new TaskCompletionSource(); N(path, done); done.Task.GetAwaiter().GetResult(); } }
            """,
        ["iterator"] = """
            public class C { private static bool _on; [Policy(When = nameof(_on))] private IEnumerable<int> Read(string path) { Read(); yield return 1; void Read() { Open } }
            public void M(string path, bool on) { var read = Read(path); _on = on; _ = read.Count(); } }
            """,
    };

    public static TheoryData<string, string> Rows =>
    [
        .. from shape in Methods.Keys
           from opener in Openers.Keys
           select new TheoryDataRow<string, string>(shape, opener),
        .. from shape in WithoutWrapper.Keys
           from opener in Openers.Keys
           where opener != "handle" // IOP307 reports it.
           select new TheoryDataRow<string, string>(shape, opener),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Pages_are_dropped_only_if_the_condition_is_true(string shape, string opener)
    {
        var run = Load((Methods.GetValueOrDefault(shape) ?? WithoutWrapper[shape]), Openers[opener]);
        Assert.Equal(0, PagesAfter(run, condition: true));
        AssertKept(PagesAfter(run, condition: false));
        PageCache.KeepPages = true;
        try
        {
            AssertKept(PagesAfter(run, condition: true));
        }
        finally
        {
            PageCache.KeepPages = false;
        }
    }

    [Fact]
    public void Two_policies_of_one_kind_have_different_conditions()
    {
        // PATH is set in each process, so the second policy never drops pages.
        var run = Load("""
            public class C
            {
                [DropPagesAfterFullRead(When = nameof(on)), DropPagesAfterFullRead(When = nameof(off), KeepPagesVariable = "PATH")]
                private static void Read(string path, bool on, bool off) { Open }
                public void M(string path, bool on) => Read(path, on, !on);
            }
            """, Openers["stream"]);
        Assert.Equal(0, PagesAfter(run, condition: true));
        AssertKept(PagesAfter(run, condition: false));
    }

    [Fact]
    public void Each_call_has_its_own_condition_also_if_calls_are_nested_or_concurrent()
    {
        var run = Load("""
            public partial class C
            {
                [Policy(When = nameof(on))] private static partial Task ReadAsync(string path, bool on, Func<Task> inner);
                private static async Task ReadCoreAsync(string path, bool on, Func<Task> inner) { await inner(); Open }

                public void M(string path, bool on)
                {
                    var other = path + ".other";
                    File.Copy(path, other);
                    var both = Task.WhenAll(
                        ReadAsync(path, on, () => ReadAsync(other, !on, static () => Task.CompletedTask)),
                        ReadAsync(other, !on, static () => Task.Delay(1)));
                    both.GetAwaiter().GetResult();
                    if (IoPolicy.PageCache.GetResidency(other).CachedPages == 0 != !on) throw new InvalidOperationException("the other call");
                    File.Delete(other);
                }
            }
            """, Openers["stream"]);
        Assert.Equal(0, PagesAfter(run, condition: true));
        AssertKept(PagesAfter(run, condition: false));
    }

    [Fact]
    public void A_call_that_returns_a_running_task_leaves_no_condition_behind()
    {
        var run = Load("""
            public partial class C
            {
                [Policy(When = nameof(on))] private static partial Task ReadAsync(ReadOnlySpan<byte> key, string path, bool on, Task start);
                private static Task ReadCoreAsync(ReadOnlySpan<byte> key, string path, bool on, Task start) => Later(path, start);
                private static async Task Later(string path, Task start) { await start; }

                [Policy(When = nameof(on))] private static void Read(string path, bool on) => Inner(path);
                private static void Inner(string path) { Action read = () => { Open }; read(); }

                public void M(string path, bool on)
                {
                    var start = new TaskCompletionSource();
                    var pending = ReadAsync([], path, true, start.Task);
                    Read(path, on);
                    start.SetResult();
                    pending.GetAwaiter().GetResult();
                }
            }
            """, Openers["stream"]);
        AssertKept(PagesAfter(run, condition: true)); // Inner has no policy of its own.
    }

    [Fact]
    public void A_call_from_another_assembly_has_the_condition_too()
    {
        var library = GeneratorRun.From(GeneratorRun.Compilation("Library", ["""
            public static class Library { [DropPagesAfterFullRead(When = nameof(on))] public static void Read(string path, bool on) { using var file = File.OpenRead(path); file.CopyTo(Stream.Null); } }
            """])).CompilesWithoutWarnings().Output.ToBytes();
        _ = Load(library);
        var run = GeneratorRun.From(GeneratorRun.Compilation(
            "Application",
            ["public class C { public void M(string path, bool on) => Library.Read(path, on); }", Entry],
            MetadataReference.CreateFromImage(library))).CompilesWithoutWarnings();
        var method = Load(run.Output.ToBytes()).GetType("Entry", throwOnError: true)!.GetMethod("Run")!;
        Assert.Equal(0, PagesAfter(method, condition: true));
        AssertKept(PagesAfter(method, condition: false));
    }

    private const string Entry = """
        public static class Entry { public static void Run(string path, bool condition) { var c = new C(); Call(c, path, condition); } static void Call(C c, string path, bool on) => c.M(path, on); }
        """;

    private static void AssertKept(long pages) => KeptPages.AssertAll(Bytes / Environment.SystemPageSize, pages);

    private long PagesAfter(MethodInfo run, bool condition)
    {
        var sample = SampleFile.Create(Scratch.File("sample"), Bytes);
        _ = run.Invoke(null, [sample.Path, condition]);
        return KeptPages.NotDropped(sample.Path)!.Value;
    }

    private MethodInfo Load(string source, string opener)
    {
        var code = source
            .Replace("[Policy(", "[DropPagesAfterFullRead(", StringComparison.Ordinal)
            .Replace("=> Later();", $"{{ return Later(path); static async Task Later(string path) {{ await Task.Yield(); {opener} }} }}", StringComparison.Ordinal)
            .Replace("Open }", opener + " }", StringComparison.Ordinal)
            .Replace("Open return", opener + " return", StringComparison.Ordinal)
            .Replace("Open done", $"{{ {opener} }} done", StringComparison.Ordinal); // The file is closed before the caller may go on.
        var entry = code.Contains("public void Run(", StringComparison.Ordinal) ? Entry.Replace("c.M(", "c.Run(", StringComparison.Ordinal) : Entry;
        return Load(GeneratorRun.From([code, entry]).CompilesWithoutWarnings().Output.ToBytes()).GetType("Entry", throwOnError: true)!.GetMethod("Run")!;
    }
}
