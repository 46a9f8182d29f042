using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mono.Cecil;

namespace Architecture.Tests.Layers;

/// <summary>Tests the check of <see cref="LayerTests"/>: it finds a reference in every place of a type, and names the member.</summary>
public sealed class DetectionTests
{
    private const string Upper = """
        namespace Upper
        {
            public class Thing { public static int Field; public int Property { get; set; } public static void Call() { } public static T Make<T>() => default!; }
            public interface IThing { }
            public sealed class MarkAttribute : System.Attribute { public MarkAttribute(System.Type? type = null) { } }
            public sealed class Fault : System.Exception { }
            public delegate void Handler();
            public enum Choice { One }
        }
        """;

    [Theory]
    [InlineData("class User : Upper.Thing { }", "User.base")]
    [InlineData("class User : System.Collections.Generic.List<Upper.Thing> { }", "User.base")]
    [InlineData("interface User : Upper.IThing { }", "User.base")]
    [InlineData("class User<T> where T : Upper.IThing { }", "User`1.type")]
    [InlineData("[Upper.Mark] class User { }", "User.type")]
    [InlineData("[Other(typeof(Upper.Thing[]))] class User { } class OtherAttribute(System.Type type) : System.Attribute;", "User.type")]
    [InlineData("[Other(Types = new[] { typeof(Upper.Thing) })] class User { } class OtherAttribute : System.Attribute { public System.Type[]? Types { get; set; } }", "User.type")]
    [InlineData("class User { Upper.Thing? _field; }", "User._field")]
    [InlineData("class User { (int, Upper.Thing)[]? _field; }", "User._field")]
    [InlineData("class User { event Upper.Handler? Changed; }", "User.Changed")]
    [InlineData("class User { [Upper.Mark] int Property => 1; }", "User.Property")]
    [InlineData("class User { Upper.Thing? Method() => null; }", "User.Method")]
    [InlineData("class User { void Method(in Upper.Choice choice) { } }", "User.Method")]
    [InlineData("class User { void Method([Upper.Mark] int value) { } }", "User.Method")]
    [InlineData("class User { void Method<T>() where T : Upper.Thing { } }", "User.Method")]
    [InlineData("class User { unsafe delegate*<Upper.Choice, void> _pointer; }", "User._pointer")]
    [InlineData("class User { void Method() => Upper.Thing.Call(); }", "User.Method")]
    [InlineData("class User { int Method() => Upper.Thing.Field; }", "User.Method")]
    [InlineData("class User { object Method() => new Upper.Thing(); }", "User.Method")]
    [InlineData("class User { object Method() => typeof(Upper.Thing); }", "User.Method")]
    [InlineData("class User { bool Method(object o) => o is Upper.IThing; }", "User.Method")]
    [InlineData("class User { object Method() => System.Array.Empty<Upper.Thing>(); }", "User.Method")]
    [InlineData("class User { void Method() { try { } catch (Upper.Fault) { } } }", "User.Method")]
    [InlineData("class User { System.Func<object> Method() => () => new Upper.Thing(); }", "User.Method")]
    [InlineData("class User { void Method() { Inner(); void Inner() => Upper.Thing.Call(); } }", "User.Method")]
    [InlineData("class User { async System.Threading.Tasks.Task Method() { await System.Threading.Tasks.Task.Yield(); Upper.Thing.Call(); } }", "User.Method")]
    [InlineData("class User { System.Collections.Generic.IEnumerable<int> Method() { yield return Upper.Thing.Field; } }", "User.Method")]
    [InlineData("class User { class Inner { void Method() => Upper.Thing.Call(); } }", "User/Inner.Method")]
    public void A_reference_against_the_order_is_found(string lower, string member)
    {
        var found = References($"namespace Lower {{ {lower} }}");
        Assert.Contains(found, reference => reference.User == "Lower" && reference.Member == $"Lower.{member}" && reference.Used == "Upper");
        Assert.All(found, reference => Assert.False(new LayerOrder("`Lower` → `Upper`").Allows(reference.User, reference.Used)));
    }

    [Fact]
    public void A_cycle_contradicts_every_order()
    {
        var found = References("namespace Lower { class User : Upper.Thing { } } namespace Upper { class Back { Lower.User? _user; } }");
        Assert.All(["`Lower` → `Upper`", "`Upper` → `Lower`", "`Lower`, `Upper`"], order =>
            Assert.Contains(found, reference => !new LayerOrder(order).Allows(reference.User, reference.Used)));
    }

    [Fact]
    public void A_reference_within_a_directory_is_not_found() =>
        Assert.Empty(References("namespace Lower { class User { string Method(int value) => value.ToString(); User? Next { get; set; } } }"));

    private static Reference[] References(string lower)
    {
        var compilation = CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(Upper), CSharpSyntaxTree.ParseText(lower)],
            Net100.References.All,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        using var assembly = new MemoryStream();
        Assert.Empty(compilation.Emit(assembly).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        assembly.Position = 0;
        using var module = ModuleDefinition.ReadModule(assembly);
        return [.. AssemblyReferences.Of(module, type => type.StartsWith("Lower.", StringComparison.Ordinal) ? "Lower" : type.StartsWith("Upper.", StringComparison.Ordinal) ? "Upper" : null)];
    }
}
