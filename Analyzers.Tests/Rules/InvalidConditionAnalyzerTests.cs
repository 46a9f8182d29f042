using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.InvalidConditionAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class InvalidConditionAnalyzerTests
{
    [Theory]
    [InlineData("no such name", "[DropPagesAfterFullRead({|IOP007:When = \"Missing\"|})] void M(Stream file) { }")]
    [InlineData("an empty name", "[DropPagesAfterFullRead({|IOP007:When = \"\"|})] void M(Stream file) { }")]
    [InlineData("an expression", "bool _on; [DropPagesAfterFullRead({|IOP007:When = \"!_on\"|})] void M(Stream file) { }")]
    [InlineData("a member of another type", "[DropPagesAfterFullRead({|IOP007:When = nameof(Stream.CanSeek)|})] void M(Stream file) { }")]
    [InlineData("an int parameter", "[HeaderOnly({|IOP007:When = nameof(on)|})] void M(Stream file, int on) { }")]
    [InlineData("a nullable bool", "[DropPagesAfterFullWrite({|IOP007:When = nameof(on)|})] void M(Stream file, bool? on) { }")]
    [InlineData("a type parameter", "[DropPagesAfterFullRead({|IOP007:When = nameof(on)|})] void M<T>(Stream file, T on) { }")]
    [InlineData("an out parameter", "[DropPagesAfterFullRead({|IOP007:When = nameof(on)|})] void M(Stream file, out bool on) => on = true;")]
    [InlineData("a parameter hides the member", "bool on = true; [DropPagesAfterFullRead({|IOP007:When = nameof(on)|})] void M(Stream file, int on) => _ = this.on;")]
    [InlineData("a string field", "string _on = \"\"; [DropPagesAfterFullRead({|IOP007:When = nameof(_on)|})] void M(Stream file) { }")]
    [InlineData("a type that converts to bool", "class B { public static implicit operator bool(B b) => true; } B On => new(); [DropPagesAfterFullRead({|IOP007:When = nameof(On)|})] void M(Stream file) { }")]
    [InlineData("no getter", "bool On { set { } } [DropPagesAfterFullRead({|IOP007:When = nameof(On)|})] void M(Stream file) { }")]
    [InlineData("a property that is neither readable nor bool", "int On { set { } } [DropPagesAfterFullRead({|IOP007:When = nameof(On)|})] void M(Stream file) { }")]
    [InlineData("a method with a parameter", "bool On(int n) => n > 0; [DropPagesAfterFullRead({|IOP007:When = nameof(On)|})] void M(Stream file) { }")]
    [InlineData("a method with an optional parameter", "bool On(int n = 1) => n > 0; [DropPagesAfterFullRead({|IOP007:When = nameof(On)|})] void M(Stream file) { }")]
    [InlineData("a generic method", "bool On<T>() => true; [DropPagesAfterFullRead({|IOP007:When = nameof(On)|})] void M(Stream file) { }")]
    [InlineData("a method that returns a task", "Task<bool> On() => null!; [DropPagesAfterFullRead({|IOP007:When = nameof(On)|})] void M(Stream file) { }")]
    [InlineData("a void method", "void On() { } [DropPagesAfterFullRead({|IOP007:When = nameof(On)|})] void M(Stream file) { }")]
    [InlineData("an instance field for a static method", "bool _on = true; [DropPagesAfterFullRead({|IOP007:When = nameof(_on)|})] static void M(Stream file) { }")]
    [InlineData("an instance method for a static method", "bool On() => true; [DropPagesAfterFullRead({|IOP007:When = nameof(On)|})] static void M(Stream file) { }")]
    [InlineData("a nested type", "class On { } [DropPagesAfterFullRead({|IOP007:When = nameof(On)|})] void M(Stream file) { }")]
    [InlineData("a virtual member that [UnsafeAccessor] cannot call", "protected virtual bool On => true; [DropPagesAfterFullRead({|IOP007:When = nameof(On)|})] void M(Stream file) { }")]
    [InlineData("a partial method", "[DropPagesAfterFullRead({|IOP007:When = nameof(on)|})] partial void M(Stream file, int on); void MCore(Stream file, int on) { }")]
    [InlineData("a file that the code opens", "[DropPagesAfterFullRead({|IOP007:When = nameof(on)|})] byte[] M(string path, int on) => File.ReadAllBytes(path);")]
    [InlineData("a constructor", "[DropPagesAfterFullRead({|IOP007:When = \"on\"|})] C(string path) => File.ReadAllBytes(path);")]
    [InlineData("a type", "[DropPagesAfterFullRead({|IOP007:When = \"on\"|})] class Inner { byte[] M(string path) => File.ReadAllBytes(path); }")]
    [InlineData("a type with a static class's private member", "[DropPagesAfterFullRead({|IOP007:When = nameof(_on)|})] static class Inner { static bool _on; static byte[] M(string path) => File.ReadAllBytes(path); }")]
    [InlineData("a replaced file", "[ReplacesFile(nameof(path)), DropPagesAfterFullWrite({|IOP007:When = nameof(on)|})] partial void M(string path, int on); void MCore(Stream file, int on) { }")]
    [InlineData("a replaced file and a name that does not exist", "[ReplacesFile(nameof(path)), DropPagesAfterFullWrite({|IOP007:When = \"on\"|})] partial void M(string path); void MCore(Stream file) { }")]
    public Task A_name_that_is_no_readable_bool_is_reported(string label, string members)
    {
        Assert.NotEmpty(label);
        return Check.Reports(Class(members));
    }

    [Theory]
    [InlineData("no condition", "[DropPagesAfterFullRead] void M(Stream file) { }")]
    [InlineData("null", "[DropPagesAfterFullRead(When = null)] void M(Stream file) { }")]
    [InlineData("a parameter", "[DropPagesAfterFullRead(When = nameof(on))] void M(Stream file, bool on) { }")]
    [InlineData("a ref parameter", "[DropPagesAfterFullRead(When = nameof(on))] void M(Stream file, ref bool on) { }")]
    [InlineData("an in parameter", "[HeaderOnly(When = nameof(on))] void M(Stream file, in bool on) { }")]
    [InlineData("a parameter hides a member of another type", "int on = 1; [DropPagesAfterFullRead(When = nameof(on))] void M(Stream file, bool on) => _ = this.on;")]
    [InlineData("a private field", "bool _on = true; [DropPagesAfterFullRead(When = nameof(_on))] void M(Stream file) { }")]
    [InlineData("a static field", "static bool _on = true; [DropPagesAfterFullRead(When = nameof(_on))] static void M(Stream file) { }")]
    [InlineData("a constant", "const bool On = true; [DropPagesAfterFullRead(When = nameof(On))] void M(Stream file) { }")]
    [InlineData("a static field for an instance method", "static bool _on = true; [DropPagesAfterFullWrite(When = nameof(_on))] void M(Stream file) { }")]
    [InlineData("a property", "public bool On { get; set; } [DropPagesAfterFullRead(When = nameof(On))] void M(Stream file) { }")]
    [InlineData("a private property", "bool On => true; [DropPagesAfterFullRead(When = nameof(On))] void M(Stream file) { }")]
    [InlineData("a method", "bool On() => true; [DropPagesAfterFullRead(When = nameof(On))] void M(Stream file) { }")]
    [InlineData("one overload has no parameter", "bool On(int n) => n > 0; bool On() => On(1); [DropPagesAfterFullRead(When = nameof(On))] void M(Stream file) { }")]
    [InlineData("a static method", "static bool On() => true; [DropPagesAfterFullRead(When = nameof(On))] static void M(Stream file) { }")]
    [InlineData("an inherited member", "[DropPagesAfterFullRead(When = nameof(OfBase))] void M(Stream file) { }")]
    [InlineData("an inherited protected member of a partial method", "[DropPagesAfterFullRead(When = nameof(ForHeirs))] partial void M(Stream file); void MCore(Stream file) { }")]
    [InlineData("a protected virtual member of a partial method", "protected virtual bool On => true; [DropPagesAfterFullRead(When = nameof(On))] partial void M(Stream file); void MCore(Stream file) { }")]
    [InlineData("a file that the code opens", "[DropPagesAfterFullRead(When = nameof(on))] byte[] M(string path, bool on) => File.ReadAllBytes(path);")]
    [InlineData("a static member for a type", "[DropPagesAfterFullRead(When = nameof(_on))] class Inner { static bool _on; byte[] M(string path) => File.ReadAllBytes(path); }")]
    [InlineData("a static member for a constructor", "static bool On() => true; [DropPagesAfterFullRead(When = nameof(On))] C(string path) => File.ReadAllBytes(path);")]
    [InlineData("two conditions", "[DropPagesAfterFullRead(When = nameof(a))] [DropPagesAfterFullWrite(When = nameof(b))] void M(Stream file, bool a, bool b) { }")]
    [InlineData("a replaced file and a parameter", "[ReplacesFile(nameof(path)), DropPagesAfterFullWrite(When = nameof(on))] partial void M(string path, bool on); void MCore(Stream file, bool on) { }")]
    [InlineData("a replaced file and a private method", "bool On() => true; [ReplacesFile(nameof(path)), DropPagesAfterFullWrite(When = nameof(On))] partial void M(string path); void MCore(Stream file) { }")]
    [InlineData("a replaced file and a protected member", "[ReplacesFile(nameof(path)), DropPagesAfterFullWrite(When = nameof(ForHeirs))] partial void M(string path); void MCore(Stream file) { }")]
    public Task A_readable_bool_is_not_reported(string label, string members)
    {
        Assert.NotEmpty(label);
        return Check.Reports(Class(members));
    }

    [Theory]
    [InlineData("private to the base type", "class Base { private bool _on = true; public bool Get() => _on; } partial class C : Base { [DropPagesAfterFullRead({|IOP007:When = \"_on\"|})] partial void M(Stream file); void MCore(Stream file) { } }")]
    [InlineData("private to a static class, which [UnsafeAccessor] does not reach", "static class C { static bool _on = true; [DropPagesAfterFullRead({|IOP007:When = nameof(_on)|})] internal static void M(Stream file) => _ = _on; }")]
    [InlineData("inherited and protected: [UnsafeAccessor] searches no base type", "class Base { protected bool On = true; } class C : Base { [DropPagesAfterFullRead({|IOP007:When = nameof(On)|})] public void M(Stream file) { } }")]
    public Task A_member_out_of_reach_is_reported(string label, string source)
    {
        Assert.NotEmpty(label);
        return Check.Reports(source);
    }

    [Theory]
    [InlineData("internal to a static class", "static class C { internal static bool On = true; [DropPagesAfterFullRead(When = nameof(On))] internal static void M(Stream file) { } }")]
    [InlineData("private to a static class with a partial method", "static partial class C { static bool _on = true; [DropPagesAfterFullRead(When = nameof(_on))] static partial void M(Stream file); static void MCore(Stream file) => _ = _on; }")]
    [InlineData("an interface and its base", "interface IBase { bool On { get; } } interface I : IBase { [DropPagesAfterFullRead(When = nameof(IBase.On))] void M(Stream file); }")]
    public Task A_member_within_reach_is_not_reported(string label, string source)
    {
        Assert.NotEmpty(label);
        return Check.Reports(source);
    }

    [Theory]
    [InlineData("Missing", "no parameter, field, property or method of the type has this name. Use nameof(...) of a bool.")]
    [InlineData("number", "its type is not bool. Use nameof(...) of a bool.")]
    [InlineData("WithNumber", "the method has parameters or type parameters. Name a method without them.")]
    [InlineData("Set", "the property has no getter. Add a getter.")]
    [InlineData("result", "an out parameter has no value when the method starts. Use a field or property.")]
    [InlineData("_on", "it is an instance member, and the method is static. Make it static, or use a parameter.")]
    [InlineData("Virtual", "generated code cannot access it. Make it internal, or make the method partial and move the condition into the method's type.", "")]
    public Task The_message_gives_the_reason_and_the_action(string name, string message, string modifier = "static") => Check.Reports(
        Class($$"""bool _on; protected virtual bool Virtual => _on; static bool Set { set { } } static bool WithNumber(int n) => true; [HeaderOnly({|#0:When = "{{name}}"|})] {{modifier}} void M(Stream file, int number, out bool result) => throw null!;"""),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP007", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithMessage($"[HeaderOnly] on 'M' has the condition '{name}', but {message}"));

    [Theory]
    [InlineData("[DropPagesAfterFullRead({|#0:When = \"on\"|})] C(string path) => File.ReadAllBytes(path);", "C", Label = "a constructor")]
    [InlineData("[DropPagesAfterFullRead({|#0:When = \"on\"|})] class Inner { byte[] M(string path) => File.ReadAllBytes(path); }", "Inner", Label = "a type")]
    public Task The_message_names_the_owner_of_the_policy(string member, string owner) => Check.Reports(
        Class(member),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP007", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithMessage(
            $"[DropPagesAfterFullRead] on '{owner}' has the condition 'on', but no parameter, field, property or method of the type has this name. Use nameof(...) of a bool."));

    private static string Class(string members) => $$"""
        class Base
        {
            internal bool OfBase = true;
            protected bool ForHeirs = true;
        }

        partial class C : Base
        {
            {{members}}
        }
        """;
}
