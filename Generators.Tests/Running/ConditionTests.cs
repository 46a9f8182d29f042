using System.Reflection;
using Generators.Tests.Infrastructure;
using IoPolicy;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>A policy with <c>When</c> drops pages only if its condition is true when the method starts.</summary>
[Collection(nameof(OneAtATime))]
public sealed class ConditionTests : GeneratedCodeTests
{
    private const int Bytes = 128 * 1024;

    public enum Shape
    {
        Partial,
        PartialTask,
        PartialTaskWithSpan,
        PartialStruct,
        Intercepted,
        InterceptedTask,
        InterceptedStruct,
        InterceptedGeneric,
    }

    private static readonly string[] Forms =
        ["parameter", "in parameter", "field", "property", "method", "static field", "static method", "keyword as a field, beside parameters with the names of generated variables"];

    /// <summary>The rows have no async method with an in parameter, because C# does not allow it (CS1988).</summary>
    public static TheoryData<Shape, string> Rows =>
    [
        .. from shape in Enum.GetValues<Shape>()
           from form in Forms
           where form != "in parameter" || shape is not (Shape.PartialTask or Shape.InterceptedTask)
           select new TheoryDataRow<Shape, string>(shape, form),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Pages_are_dropped_only_if_the_condition_is_true(Shape shape, string form)
    {
        var entry = Load(Source(shape, form));
        Assert.Equal(0, PagesAfter(entry, condition: true));
        AssertKept(PagesAfter(entry, condition: false));
        PageCache.KeepPages = true;
        try
        {
            AssertKept(PagesAfter(entry, condition: true));
        }
        finally
        {
            PageCache.KeepPages = false;
        }
    }

    [Fact]
    public void A_condition_is_read_once_and_before_the_body()
    {
        var entry = Load("""
            public static partial class Entry
            {
                private static int _reads;
                private static bool _on = true;
                private static bool On() { _reads++; return _on; }

                [DropPagesAfterFullRead(When = nameof(On))] private static partial void Read(FileStream file);
                private static void ReadCore(FileStream file) { file.CopyTo(Stream.Null); _on = false; }

                public static string Run(FileStream file, bool condition) { Read(file); return _reads.ToString(); }
            }
            """);
        var sample = SampleFile.Create(Scratch.File("sample"), Bytes);
        using var file = sample.OpenRead();
        Assert.Equal("1", Invoke(entry, file, condition: true));
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void An_exception_of_a_condition_reaches_the_caller_before_the_body_runs()
    {
        var entry = Load("""
            public static partial class Entry
            {
                private static bool On => throw new InvalidTimeZoneException("the condition's own");

                [DropPagesAfterFullRead(When = nameof(On))] private static partial void Read(FileStream file);
                private static void ReadCore(FileStream file) => throw new InvalidOperationException("the body's");

                public static string Run(FileStream file, bool condition) { Read(file); return ""; }
            }
            """);
        using var file = SampleFile.Create(Scratch.File("sample"), Bytes).OpenRead();
        var thrown = Assert.Throws<TargetInvocationException>(() => Invoke(entry, file, condition: true)).InnerException;
        Assert.Equal("the condition's own", Assert.IsType<InvalidTimeZoneException>(thrown).Message);
    }

    [Theory]
    [InlineData("static", "Open(file.Name, condition)")]
    [InlineData("task", "OpenAsync(file.Name, condition).Result")]
    [InlineData("task with a span", "OpenLater([], file.Name, condition).Result")]
    public void A_returned_file_has_the_condition_too(string label, string call)
    {
        var entry = Load($$"""
            public static partial class Entry
            {
                [DropPagesAfterFullRead(When = nameof(on))] private static partial FileStream Open(string name, bool on);
                private static FileStream OpenCore(string name, bool on) => new(name, FileMode.Open);

                [DropPagesAfterFullRead(When = nameof(on))] private static partial Task<FileStream> OpenAsync(string name, bool on);
                private static async Task<FileStream> OpenCoreAsync(string name, bool on) { await Task.Yield(); return OpenCore(name, on); }

                [DropPagesAfterFullRead(When = nameof(on))] private static partial Task<FileStream> OpenLater(ReadOnlySpan<byte> key, string name, bool on);
                private static Task<FileStream> OpenLaterCore(ReadOnlySpan<byte> key, string name, bool on) => OpenCoreAsync(name, on);

                public static string Run(FileStream file, bool condition) { using var opened = {{call}}; opened.CopyTo(Stream.Null); return ""; }
            }
            """);
        Assert.NotEmpty(label);
        Assert.Equal(0, PagesAfter(entry, condition: true));
        AssertKept(PagesAfter(entry, condition: false));
    }

    [Fact]
    public void Each_policy_has_its_own_condition()
    {
        var entry = Load("""
            public static partial class Entry
            {
                [DropPagesAfterFullRead(When = nameof(on)), HeaderOnly(When = nameof(off), MaxBytes = 10)]
                private static partial void Read(FileStream file, bool on, bool off);
                private static void ReadCore(FileStream file, bool on, bool off) => file.CopyTo(Stream.Null);

                public static string Run(FileStream file, bool condition) { Read(file, condition, !condition); return ""; }
            }
            """);
        Assert.Equal(0, PagesAfter(entry, condition: true));
        AssertKept(PagesAfter(entry, condition: false));
    }

    [Fact]
    public void The_synchronous_path_with_a_condition_allocates_nothing()
    {
        var entry = Load("""
            public static partial class Entry
            {
                [DropPagesAfterFullRead(When = nameof(on))] private static partial int Read(FileStream file, bool on);
                private static int ReadCore(FileStream file, bool on) => file.ReadByte();

                public static string Run(FileStream file, bool condition)
                {
                    for (var i = 0; i < 100; i++) { Read(file, i % 2 == 0); }
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    for (var i = 0; i < 100; i++) { Read(file, i % 2 == 0); }
                    return (GC.GetAllocatedBytesForCurrentThread() - before).ToString();
                }
            }
            """);
        using var file = SampleFile.Create(Scratch.File("sample"), Bytes).OpenRead();
        Assert.Equal("0", Invoke(entry, file, condition: true));
    }

    private static string Source(Shape shape, string form)
    {
        var isStatic = form.StartsWith("static", StringComparison.Ordinal);
        var modifier = isStatic ? "static " : "";
        var (members, condition, parameter, argument) = form switch
        {
            "parameter" => ("", "on", ", bool on", ", condition"),
            "in parameter" => ("", "on", ", in bool on", ", condition"),
            "field" => ("private bool _on;\npublic bool Set { set => _on = value; }", "_on", "", ""),
            "property" => ("private bool On { get; set; }\npublic bool Set { set => On = value; }", "On", "", ""),
            "method" => ("private bool _on;\nprivate bool On() => _on;\npublic bool Set { set => _on = value; }", "On", "", ""),
            "static field" => ("private static bool _on;\npublic bool Set { set => _on = value; }", "_on", "", ""),
            "static method" => ("private static bool _on;\nprivate static bool On() => _on;\npublic bool Set { set => _on = value; }", "On", "", ""),
            _ => ("private bool @class;\npublic bool Set { set => @class = value; }", "@class", ", object? scope, bool applies", ", null, false"),
        };
        var set = members.Length == 0 ? "" : ".Set = condition;";
        var isTask = shape is Shape.PartialTask or Shape.PartialTaskWithSpan or Shape.InterceptedTask;
        var span = shape == Shape.PartialTaskWithSpan ? "ReadOnlySpan<byte> key, " : "";
        var generic = shape == Shape.InterceptedGeneric ? "<T>" : "";
        var isPartial = shape is Shape.Partial or Shape.PartialTask or Shape.PartialTaskWithSpan or Shape.PartialStruct;
        var returns = isTask ? "Task" : "void";
        var body = isTask && span.Length == 0 ? "{ await Task.Yield(); file.CopyTo(Stream.Null); }"
            : isTask ? "{ file.CopyTo(Stream.Null); return Task.CompletedTask; }"
            : "=> file.CopyTo(Stream.Null);";
        var start = isTask && span.Length == 0 ? "async " : "";
        var parameters = $"({span}FileStream file{parameter})";
        var attribute = $"[DropPagesAfterFullRead(When = nameof({condition}))]";
        var method = isPartial
            ? $"{attribute} public {modifier}partial {returns} Read{parameters};\nprivate {modifier}{start}{returns} ReadCore{parameters} {body}"
            : $"{attribute} public {modifier}{start}{returns} Read{generic}{parameters} {body}";
        var kind = shape is Shape.PartialStruct or Shape.InterceptedStruct ? "struct" : "class";
        var holder = shape == Shape.InterceptedGeneric ? "Holder<string>" : "Holder";
        var receiver = isStatic ? holder : "holder";
        var call = $"{receiver}.Read{(generic.Length > 0 ? "<int>" : "")}({(span.Length > 0 ? "default, " : "")}file{argument}){(isTask ? ".GetAwaiter().GetResult()" : "")};";
        return $$"""
            public partial {{kind}} {{(shape == Shape.InterceptedGeneric ? "Holder<TKey>" : "Holder")}}
            {
                {{members}}
                {{method}}
            }

            public static class Entry
            {
                public static string Run(FileStream file, bool condition)
                {
                    var holder = new {{holder}}();
                    {{(set.Length > 0 ? "holder" + set : "_ = holder;")}}
                    {{call}}
                    return "";
                }
            }
            """;
    }

    private static void AssertKept(long pages) => KeptPages.AssertAll(Bytes / Environment.SystemPageSize, pages);

    private long PagesAfter(Type entry, bool condition)
    {
        var sample = SampleFile.Create(Scratch.File("sample"), Bytes);
        using (var file = sample.OpenRead())
        {
            Invoke(entry, file, condition);
        }

        return sample.CachedPages;
    }

    private static object? Invoke(Type entry, FileStream file, bool condition) => entry.GetMethod("Run")!.Invoke(null, [file, condition]);

    private Type Load(string source) => Load(GeneratorRun.From(source).CompilesWithoutWarnings().Output.ToBytes())
        .GetType("Entry", throwOnError: true)!;
}
