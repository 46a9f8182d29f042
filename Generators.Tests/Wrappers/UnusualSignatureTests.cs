using System.Collections.Immutable;
using Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Generators.Tests.Wrappers;

/// <summary>The partial-method wrapper and the interceptor wrapper compile without a warning for unusual signatures. A warning in generated code would be an error in many builds.</summary>
public sealed class UnusualSignatureTests
{
    private const string Types = """
        #pragma warning disable CS0414, CS0618, APP001
        namespace Types
        {
            [Obsolete("Use another one.")] public class Old;
            [System.Diagnostics.CodeAnalysis.Experimental("APP001")] public class New;
            public ref struct Row { public int X; }
            public interface IRow<in T> { void Add(T item); }
            public class Outer<T> { public class Inner<U> { public class Leaf; } }
            public enum Level { Low, High = 5 }
        }

        """;

    private static readonly string LongName = string.Concat(Enumerable.Repeat("ALongPartOfAName", 40));

    /// <summary>
    /// Each row has a label, the result type, the parameters after the file, the arguments for them, and the attributes of the method.
    /// </summary>
    public static TheoryData<string, string, string, string, string> Signatures => new()
    {
        { "an obsolete type", "Types.Old", "Types.Old old", "new Types.Old()", "" },
        { "an experimental type", "Types.New", "Types.New item", "new Types.New()", "" },
        { "an obsolete method", "int", "int x", "1", "[Obsolete]" },
        { "an experimental method", "int", "int x", "1", "[System.Diagnostics.CodeAnalysis.Experimental(\"APP001\")]" },
        { "code that the trimmer cannot follow", "int", "int x", "1", "[System.Diagnostics.CodeAnalysis.RequiresUnreferencedCode(\"Uses \\\"reflection\\\".\", Url = \"https://example.org\")]" },
        { "code that needs a JIT compiler", "int", "int x", "1", "[System.Diagnostics.CodeAnalysis.RequiresDynamicCode(\"Emits code.\")]" },
        { "code of one platform", "int", "int x", "1", "[System.Runtime.Versioning.SupportedOSPlatform(\"linux\"), System.Runtime.Versioning.UnsupportedOSPlatform(\"windows\")]" },
        { "a preview feature", "int", "int x", "1", "[System.Runtime.Versioning.RequiresPreviewFeatures]" },
        { "a result that is never null", "string", "string? x", "null", "[return: System.Diagnostics.CodeAnalysis.NotNull]" },
        { "an attribute for the debugger", "int", "int x", "1", "[System.Diagnostics.DebuggerHidden, System.Diagnostics.DebuggerStepThrough, System.Diagnostics.StackTraceHidden]" },
        { "an attribute for the compiler", "int", "int x", "1", "[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining), System.Runtime.CompilerServices.OverloadResolutionPriority(1)]" },
        { "a read-only reference", "int", "ref readonly long x", "in s_number", "" },
        { "an in parameter", "int", "in long x", "s_number", "" },
        { "an out parameter", "int", "out long x", "out _", "" },
        { "a scoped reference", "int", "scoped ref Types.Row x", "ref row", "" },
        { "a ref struct", "Types.Row", "Types.Row x", "row", "" },
        { "params of an array", "int", "params string?[] x", "\"a\", null", "" },
        { "params of a span", "int", "params ReadOnlySpan<int> x", "1, 2", "" },
        { "params of a collection", "int", "params IEnumerable<int> x", "1, 2", "" },
        { "a default number", "int", "int x = int.MinValue", "", "" },
        { "a default of an enumeration", "int", "Types.Level x = Types.Level.High", "", "" },
        { "a default of a structure", "int", "CancellationToken x = default", "", "" },
        { "a decimal, a character and a string as defaults", "int", "decimal x = -1.5m, char y = '\\'', string z = \"\\\"\\n\"", "", "" },
        { "a default in the style of Visual Basic", "int", "[System.Runtime.InteropServices.Optional, System.Runtime.InteropServices.DefaultParameterValue(5)] int x", "", "" },
        { "a date as a default in the style of Visual Basic", "int", "[System.Runtime.InteropServices.Optional, System.Runtime.CompilerServices.DateTimeConstant(5L)] DateTime x", "", "" },
        { "information about the caller", "int", "[System.Runtime.CompilerServices.CallerMemberName] string x = \"\", [System.Runtime.CompilerServices.CallerLineNumber] int y = 0", "", "" },
        { "an expression of an argument", "int", "int x, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(x))] string y = \"\"", "1 + 1", "" },
        { "a nested generic type", "Types.Outer<int?>.Inner<string?>.Leaf", "Types.Outer<int?>.Inner<string?>.Leaf? x", "null", "" },
        { "a tuple", "(int Count, string? Name)", "(int First, (long, dynamic?) Second) x", "(1, (2, null))", "" },
        { "dynamic and native numbers", "dynamic?", "dynamic? x, nint y, nuint z", "null, 1, 2", "" },
        { "a pointer", "int", "int* x, void** y", "null, null", "" },
        { "a function pointer", "int", "delegate*<in int, ref byte, void> x, delegate* unmanaged[Cdecl]<int> y", "null, null", "" },
        { "a jagged array", "int[][,]", "string?[]?[,][] x", "null!", "" },
        { "keywords as names", "int", "int @class, int @await, int @record, int scope, int result, int Policies", "1, 2, 3, 4, 5, 6", "" },
        { "names with escapes", "int", "int \\u0061bc, int d\\u00e9f", "1, 2", "" },
        { "names of other scripts", "int", "int größe, int 数", "1, 2", "" },
        { "a name of 640 letters", "int", "int " + LongName, "1", "" },
    };

    [Theory]
    [MemberData(nameof(Signatures))]
    public void A_partial_method_compiles_without_a_warning(string label, string result, string parameters, string arguments, string attributes)
    {
        var body = System.Text.RegularExpressions.Regex.Replace(parameters, @"\[System\.[^\]]*\] ?| = [^,]*?(?=,|$)|params ", "");
        var run = GeneratorRun.From($$"""
            {{Types}}
            namespace User
            {
                public unsafe partial class Reader
                {
                    private static readonly long s_number = 1;

                    {{attributes}}
                    [DropPagesAfterFullRead]
                    public static unsafe partial {{result}} Read(FileStream file, {{parameters}});

                    {{(attributes.StartsWith("[return", StringComparison.Ordinal) ? attributes : "")}}
                    private static {{result}} ReadCore(FileStream file, {{body}}) => throw null!;

                    {{attributes.Replace("[return: System.Diagnostics.CodeAnalysis.NotNull]", "", StringComparison.Ordinal)}}
                    public static void Use(FileStream file) { {{Local(arguments)}} Read(file{{Rest(arguments)}}); }
                }
            }
            """).CompilesWithoutWarnings();
        Assert.True(run.Text().Contains(".Enter(file", StringComparison.Ordinal), label);
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public void An_interceptor_compiles_without_a_warning(string label, string result, string parameters, string arguments, string attributes)
    {
        var run = GeneratorRun.From($$"""
            {{Types}}
            namespace User
            {
                public unsafe class Reader
                {
                    private static readonly long s_number = 1;

                    {{attributes}}
                    [DropPagesAfterFullRead]
                    public static {{result}} Read(FileStream file, {{parameters}}) => throw null!;

                    {{attributes.Replace("[return: System.Diagnostics.CodeAnalysis.NotNull]", "", StringComparison.Ordinal)}}
                    public static void Use(FileStream file) { {{Local(arguments)}} Read(file{{Rest(arguments)}}); }
                }
            }
            """).CompilesWithoutWarnings();
        Assert.True(run.Text().Contains(".Enter(file", StringComparison.Ordinal), label);
    }

    [Theory]
    [InlineData("a type without nullable annotations", """
        #nullable disable
        partial class Reader { [DropPagesAfterFullRead] public partial string Read(FileStream file, string name); string ReadCore(FileStream file, string name) => null; void Use(FileStream file) => Read(file, null); }
        """)]
    [InlineData("namespaces with the names of the framework", """
        namespace My.System.IO { class FileStream; }
        namespace My.IoPolicy { class HeaderOnlyAttribute; }
        namespace My { partial class Reader { [DropPagesAfterFullRead] public partial Task<int> ReadAsync(global::System.IO.FileStream file); Task<int> ReadCoreAsync(global::System.IO.FileStream file) => Task.FromResult(1); } }
        """)]
    [InlineData("types in generic types", """
        partial class Outer<T> where T : class, new()
        {
            internal partial struct Middle<U> where U : unmanaged
            {
                internal partial interface IInner<in V, out W> where V : notnull
                {
                    [DropPagesAfterFullRead] public partial T Read<X>(FileStream file, U u, X x) where X : T;
                    private T ReadCore<X>(FileStream file, U u, X x) where X : T => x;
                }
            }
        }
        """)]
    [InlineData("a type parameter that allows ref structs", """
        partial class Reader { [DropPagesAfterFullRead] public static partial int Read<T>(FileStream file, scoped T item) where T : allows ref struct; static int ReadCore<T>(FileStream file, scoped T item) where T : allows ref struct => 1; }
        """)]
    [InlineData("a type parameter that the trimmer must keep", """
        partial class Reader { [DropPagesAfterFullRead] public static partial int Read<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.All)] T>(FileStream file); static int ReadCore<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.All)] T>(FileStream file) => 1; }
        """)]
    [InlineData("a default interface method", """
        partial interface IReader { [DropPagesAfterFullRead] public partial int Read(FileStream file); private int ReadCore(FileStream file) => 1; }
        """)]
    [InlineData("a record with required members", """
        partial record Reader(FileStream Source) { public required string Name { get; init; } [DropPagesAfterFullRead(File = nameof(Source))] public partial int Read(); private int ReadCore() => 1; }
        """)]
    [InlineData("a ref struct", """
        ref partial struct Reader(Span<byte> bytes) { readonly Span<byte> _bytes = bytes; [DropPagesAfterFullRead] public readonly partial Span<byte> Read(FileStream file); readonly Span<byte> ReadCore(FileStream file) => _bytes; }
        """)]
    [InlineData("a method for unmanaged callers", """
        static partial class Reader { static readonly FileStream s_file = null!; [System.Runtime.InteropServices.UnmanagedCallersOnly, DropPagesAfterFullRead] public static partial int Read(int x); static int ReadCore(int x) => s_file.ReadByte(); }
        """)]
    [InlineData("a checked context", """
        partial class Reader { [DropPagesAfterFullRead] public partial int Read(FileStream file, int x); int ReadCore(FileStream file, int x) => checked(x + 1); int Use(FileStream file) => checked(Read(file, 1) + 1); }
        """)]
    [InlineData("a method with the attribute Conditional", """
        #define TRACE_READS
        class Reader { [System.Diagnostics.Conditional("TRACE_READS"), DropPagesAfterFullRead] public void Read(FileStream file) { } void Use(FileStream file) => Read(file); }
        """)]
    [InlineData("a call with named arguments in another order", """
        class Reader { [DropPagesAfterFullRead] public int Read(int x, FileStream file, int y = 3) => 1; int Use(FileStream file) => Read(file: file, x: 1); }
        """)]
    [InlineData("a type with the name of a generated member", """
        partial class Policies { [DropPagesAfterFullRead] public partial int Interceptors(FileStream Policies); int InterceptorsCore(FileStream Policies) => 1; }
        """)]
    [InlineData("a method with the longest names", "partial class LONG { [DropPagesAfterFullRead] public partial int LONG2(FileStream file); int LONG2Core(FileStream file) => 1; [HeaderOnly] int LONG3(FileStream file) => 1; int Use(FileStream file) => LONG3(file); }")]
    [InlineData("names with escapes", "partial class R\\u0065ader { [DropPagesAfterFullRead] public partial int R\\u0065ad(FileStream file); int ReadCore(FileStream file) => 1; [HeaderOnly] int P\\u0065ek(FileStream file) => 1; int Use(FileStream file) => Peek(file); }")]
    public void An_unusual_type_compiles_without_a_warning(string label, string source)
    {
        var run = GeneratorRun.From(source.Replace("LONG", LongName, StringComparison.Ordinal)).CompilesWithoutWarnings();
        Assert.True(run.WrapperFiles.Any(static wrapper => wrapper.SourceText.ToString().Contains("PagePolicy", StringComparison.Ordinal)), label);
    }

    [Fact]
    public void An_interceptor_has_the_attributes_that_the_trimmer_reads()
    {
        var text = GeneratorRun.From("""
            [System.Runtime.Versioning.SupportedOSPlatform("linux")]
            class Reader
            {
                [System.Diagnostics.CodeAnalysis.RequiresUnreferencedCode("Uses \"reflection\".", Url = "https://example.org")]
                [DropPagesAfterFullRead] public static int Read(FileStream file) => 1;

                [System.Diagnostics.CodeAnalysis.RequiresUnreferencedCode("")] static int Use(FileStream file) => Read(file);
            }
            """).CompilesWithoutWarnings().Text();
        Assert.Contains("""[global::System.Diagnostics.CodeAnalysis.RequiresUnreferencedCodeAttribute("Uses \"reflection\".", Url = "https://example.org")]""", text, StringComparison.Ordinal);
        Assert.Contains("""[global::System.Runtime.Versioning.SupportedOSPlatformAttribute("linux")]""", text, StringComparison.Ordinal);
    }

    /// <summary>An attribute that is allowed once cannot be copied from the method and from its type (CS0579).</summary>
    [Theory]
    [InlineData("System.Diagnostics.CodeAnalysis.RequiresUnreferencedCode")]
    [InlineData("System.Diagnostics.CodeAnalysis.RequiresDynamicCode")]
    public void An_attribute_of_the_method_replaces_that_of_its_types(string attribute)
    {
        var text = GeneratorRun.From($$"""
            [{{attribute}}("outer")]
            class Outer
            {
                [{{attribute}}("inner")]
                internal class Reader
                {
                    [{{attribute}}("method")]
                    [DropPagesAfterFullRead] public static int Read(FileStream file) => 1;

                    [DropPagesAfterFullRead] public static int Other(FileStream file) => 1;
                }

                [{{attribute}}("")] static int Use(FileStream file) => Reader.Read(file) + Reader.Other(file);
            }
            """).CompilesWithoutWarnings().Text();
        Assert.Equal(2, text.Split("Attribute(\"method\")").Length);
        Assert.Equal(2, text.Split("Attribute(\"inner\")").Length);
        Assert.DoesNotContain("Attribute(\"outer\")", text, StringComparison.Ordinal);
    }

    /// <summary>The name of an environment variable can be any text, also text that would end a string literal.</summary>
    [Theory]
    [InlineData("quoted\"name")]
    [InlineData("back\\slash")]
    [InlineData("line\nbreak")]
    public void The_name_of_a_variable_is_escaped(string name)
    {
        var literal = Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(name, quote: true);
        var run = GeneratorRun.From($$"""
            partial class Reader
            {
                [DropPagesAfterFullRead(KeepPagesVariable = {{literal}})] public partial int Load(FileStream file);
                int LoadCore(FileStream file) => 1;

                [DropPagesAfterFullWrite(KeepPagesVariable = {{literal}})] public static int Save(FileStream file) => 1;
                static int Use(FileStream file) => Save(file);

                [DropPagesAfterFullRead(KeepPagesVariable = {{literal}}, Opened = true)] static int Open(string path) => File.OpenRead(path).ReadByte();
            }
            """).CompilesWithoutWarnings();
        Assert.Equal(3, run.WrapperFiles.Count(source => source.SourceText.ToString().Contains($"KeepPagesVariable = {literal}", StringComparison.Ordinal)));
        Assert.Contains($"keepPagesVariable: {literal}", run.Result.GeneratedSources.Single(static source => source.HintName == "PolicyMap.g.cs").SourceText.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Other::Types.Row", "Other::Types.Row row", "")]
    [InlineData("Task<Other::Types.Row[]>", "List<Other::Types.Row?> rows, (Other::Types.Row, int) pair", "")]
    [InlineData("T", "T item", " where T : Other::Types.Row")]
    public void A_partial_method_can_have_a_type_behind_an_extern_alias(string result, string parameters, string constraint)
    {
        var library = GeneratorRun.Compilation("Library", ["namespace Types { public class Row; }"]).ToImage().WithAliases(ImmutableArray.Create("Other"));
        var generic = constraint.Length > 0 ? "<T>" : "";
        GeneratorRun.From(GeneratorRun.Compilation("User", [$$"""
            extern alias Other;
            namespace Types { class Row; }
            partial class Reader
            {
                [DropPagesAfterFullRead] public partial {{result}} Read{{generic}}(FileStream file, {{parameters}}){{constraint}};
                private {{result}} ReadCore{{generic}}(FileStream file, {{parameters}}){{constraint}} => throw null!;
            }
            """], library)).CompilesWithoutWarnings();
    }

    [Fact]
    public void A_call_in_one_of_two_identical_files_is_not_intercepted()
    {
        const string Reader = "class Reader { [DropPagesAfterFullRead] public static int Read(FileStream file) => 1; static int Use(FileStream file) => Read(file); }";
        const string User = "file class User { static int Use(FileStream file) => Reader.Read(file); }";
        var run = GeneratorRun.From(Reader, User, User).CompilesWithoutWarnings();
        Assert.Contains("// Source0.cs(", run.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("// Source1.cs(", run.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("// Source2.cs(", run.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("User", true, "UserPolicyMap")]
    [InlineData("My-App.Tests", true, "MyAppTestsPolicyMap")]
    [InlineData("Other", false, "PolicyMap")]
    public void The_policy_map_has_another_name_if_the_map_of_a_reference_is_visible(string assembly, bool isFriend, string name)
    {
        const string Annotated = "class Reader { [HeaderOnly] public static int Peek(FileStream file) => 1; }";
        var friend = isFriend ? $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{assembly}\")]" : "";
        var library = GeneratorRun.From(GeneratorRun.Compilation("Library", [friend + Annotated.Replace("Reader", "Library", StringComparison.Ordinal)])).Output.ToImage();
        var run = GeneratorRun.From(GeneratorRun.Compilation(
            assembly, [Annotated + $"class Test {{ int Count => IoPolicy.Generated.{name}.Entries.Count + IoPolicy.Generated.PolicyMap.Entries.Count; }}"], library));
        run.CompilesWithoutWarnings();
    }

    private static string Local(string arguments) => arguments.Contains("row", StringComparison.Ordinal) ? "var row = new Types.Row();" : "";

    private static string Rest(string arguments) => arguments.Length == 0 ? "" : ", " + arguments;
}
