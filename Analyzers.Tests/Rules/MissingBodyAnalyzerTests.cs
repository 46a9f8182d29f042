using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.MissingBodyAnalyzer, IoPolicy.CodeFixes.MissingBodyCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class MissingBodyAnalyzerTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullRead] public partial int {|IOP004:{|CS8795:Load|}|}(Stream file);", Label = "no body")]
    [InlineData("[DropPagesAfterFullWrite] public static partial void {|IOP004:{|CS8795:Save|}|}(Stream file); static void Save2Core(Stream file) { }", Label = "a body with a wrong name")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}(Stream file); int PeekCore(FileStream file) => 1;", Label = "another parameter type")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}(Stream file); long PeekCore(Stream file) => 1;", Label = "another result")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}(Stream file); static int PeekCore(Stream file) => 1;", Label = "static instead of instance")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}(Stream file); int PeekCore(in Stream file) => 1;", Label = "in instead of by value")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}<T>(Stream file); int PeekCore<T>(Stream file) where T : class => 1;", Label = "another constraint")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}<T>(Stream file); int PeekCore<T>(Stream file) where T : new() => 1;", Label = "a constructor constraint of the body only")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}<T>(Stream file); int PeekCore<T>(Stream file) where T : notnull => 1;", Label = "a notnull constraint of the body only")]
    [InlineData("\n#nullable enable\n[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}<T>(Stream file) where T : class?; int PeekCore<T>(Stream file) where T : notnull => 1;", Label = "a nullable class where the body has notnull")]
    [InlineData("\n#nullable enable\n[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}<T>(Stream file) where T : Stream?; int PeekCore<T>(Stream file) where T : notnull => 1;", Label = "a nullable base class where the body has notnull")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}<T>(Stream file) where T : struct; int PeekCore<T>(Stream file) where T : unmanaged => 1;", Label = "unmanaged instead of struct")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}<T>(Stream file, T item) where T : allows ref struct; int PeekCore<T>(Stream file, T item) => 1;", Label = "a body that allows no ref struct")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}<T>(Stream file); int PeekCore<T>(Stream file) where T : IDisposable => 1;", Label = "an interface constraint of the body only")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}<T>(Stream file) where T : ICloneable; int PeekCore<T>(Stream file) where T : IDisposable => 1;", Label = "another interface constraint")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}<T, U>(Stream file) where T : U; int PeekCore<T, U>(Stream file) where U : T => 1;", Label = "the constraint on the other type parameter")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}<T, U>(Stream file) where T : IEnumerable<U>; int PeekCore<T, U>(Stream file) where T : IEnumerable<T> => 1;", Label = "another type argument of the constraint")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}<T, U>(Stream file) where T : IEnumerable<U[]>; int PeekCore<T, U>(Stream file) where T : IEnumerable<U[,]> => 1;", Label = "another array rank in the constraint")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}<T, U>(Stream file) where T : IEnumerable<U[]>; int PeekCore<T, U>(Stream file) where T : IEnumerable<T[]> => 1;", Label = "another array element in the constraint")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}<T, U>(Stream file) where T : IDictionary<U, int>; int PeekCore<T, U>(Stream file) where T : IDictionary<U, long> => 1;", Label = "another second type argument of the constraint")]
    [InlineData("[HeaderOnly] public partial int {|IOP004:{|CS8795:Peek|}|}(Stream file, scoped ReadOnlySpan<byte> head); int PeekCore(Stream file, ReadOnlySpan<byte> head) => 1;", Label = "a scoped parameter without scoped in the body")]
    [InlineData("[DropPagesAfterFullRead] public partial Task {|IOP004:{|CS8795:LoadAsync|}|}(Stream file); Task LoadAsyncCore(Stream file) => Task.CompletedTask;", Label = "Core after Async, instead of before")]
    [InlineData("[DropPagesAfterFullRead] partial void {|IOP004:Load|}(Stream file);", Label = "a partial method without access modifier")]
    [InlineData("[DropPagesAfterFullRead] public partial int {|IOP004:{|CS8795:Load|}|}(Stream file); int LoadCore => 1;", Label = "a property")]
    public Task A_partial_method_without_its_body_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("Load", "", "'Load' has [HeaderOnly] but no body. Write 'LoadCore' with the same signature.")]
    [InlineData("LoadAsync", "", "'LoadAsync' has [HeaderOnly] but no body. Write 'LoadCoreAsync' with the same signature.")]
    [InlineData("LoadAsync", "int {|#1:LoadAsyncCore|}(Stream file) => 1;", "'LoadAsync' has [HeaderOnly], but 'LoadAsyncCore' is not the name of its body. Rename 'LoadAsyncCore' to 'LoadCoreAsync'.", Label = "a wrong name")]
    [InlineData("Load", "long {|#1:LoadCore|}(Stream file) => 1;", "'Load' has [HeaderOnly], but 'LoadCore' has another signature. Give 'LoadCore' the parameters, type parameters, result and static modifier of 'Load'.", Label = "another result")]
    public Task The_message_names_the_expected_body(string method, string other, string message)
    {
        var expected = new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP004", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithMessage(message);
        return Check.Reports(
            Class($"[HeaderOnly] public partial int {{|#0:{{|CS8795:{method}|}}|}}(Stream file); {other}"), null, other.Length == 0 ? expected : expected.WithLocation(1));
    }

    [Theory]
    [InlineData("[DropPagesAfterFullRead] public partial int {|CS8795:Load|}(Stream file); int LoadCore(Stream file) => 1;", Label = "a body")]
    [InlineData("[DropPagesAfterFullRead] public partial int {|CS8795:Load|}(Stream file); int LoadCore(Stream other) => 1; int LoadCore(int other) => 1;", Label = "a body beside an overload")]
    [InlineData("[DropPagesAfterFullRead] public static partial int {|CS8795:Load|}(Stream file); private static int LoadCore(Stream file) => 1;", Label = "static")]
    [InlineData("[DropPagesAfterFullRead] public partial Task {|CS8795:LoadAsync|}(Stream file); async Task LoadCoreAsync(Stream file) => await Task.Yield();", Label = "an asynchronous body")]
    [InlineData("[DropPagesAfterFullRead] public partial T {|CS8795:Load|}<T>(Stream file, T[] items); T LoadCore<T>(Stream file, T[] items) => items[0];", Label = "a generic body")]
    [InlineData("[DropPagesAfterFullRead] public partial T {|CS8795:Load|}<T>(Stream file) where T : class, new(); T LoadCore<T>(Stream file) where T : new() => new();", Label = "weaker constraints of the body")]
    [InlineData("[DropPagesAfterFullRead] public partial int {|CS8795:Load|}<T, U>(Stream file) where T : unmanaged where U : notnull; int LoadCore<T, U>(Stream file) where T : unmanaged where U : notnull => 1;", Label = "the same unmanaged and notnull constraints")]
    [InlineData("[DropPagesAfterFullRead] public partial int {|CS8795:Load|}<T>(Stream file, T item) where T : allows ref struct; int LoadCore<T>(Stream file, T item) where T : allows ref struct => 1;", Label = "ref structs are allowed in both")]
    [InlineData("[DropPagesAfterFullRead] public partial int {|CS8795:Load|}<T>(Stream file, T item); int LoadCore<T>(Stream file, T item) where T : allows ref struct => 1;", Label = "ref structs are allowed in the body")]
    [InlineData("[DropPagesAfterFullRead] public partial int {|CS8795:Load|}<T, U>(Stream file) where T : IDictionary<U, T[,]> where U : T; int LoadCore<A, B>(Stream file) where A : IDictionary<B, A[,]> where B : A => 1;", Label = "the same constraints with other names")]
    [InlineData("[DropPagesAfterFullRead] public partial int {|CS8795:Load|}<T>(Stream file) where T : IDisposable, ICloneable; int LoadCore<T>(Stream file) where T : ICloneable => 1;", Label = "the second of two constraints")]
    [InlineData("[DropPagesAfterFullRead] public partial int {|CS8795:Load|}<T>(Stream file) where T : IDisposable, ICloneable; int LoadCore<T>(Stream file) where T : ICloneable, IDisposable => 1;", Label = "constraints in another order")]
    [InlineData("[DropPagesAfterFullRead] public partial int {|CS8795:Load|}<T>(Stream file) where T : struct; int LoadCore<T>(Stream file) where T : notnull, new() => 1;", Label = "a struct satisfies notnull and new()")]
    [InlineData("\n#nullable enable\n[DropPagesAfterFullRead] public partial int {|CS8795:Load|}<T, U>(Stream file) where T : class where U : Stream; int LoadCore<T, U>(Stream file) where T : notnull where U : notnull => 1;", Label = "a class and a base class satisfy notnull")]
    [InlineData("[DropPagesAfterFullRead] public partial int {|CS8795:Load|}<T>(Stream file) where T : Exception; int LoadCore<T>(Stream file) where T : class => 1;", Label = "a base class satisfies class")]
    [InlineData("[DropPagesAfterFullRead] public partial int {|CS8795:Load|}(Stream file, params ReadOnlySpan<int> sizes); int LoadCore(Stream file, ReadOnlySpan<int> sizes) => 1;", Label = "a params span")]
    [InlineData("[DropPagesAfterFullRead] public partial int {|CS8795:Async|}(Stream file); int AsyncCore(Stream file) => 1;", Label = "a method with the name Async")]
    [InlineData("[DropPagesAfterFullRead] public partial int Load(Stream file); public partial int Load(Stream file) => 1;", Label = "an implementing part by hand")]
    [InlineData("[DropPagesAfterFullRead] public int Load(Stream file) => 1;", Label = "an ordinary method")]
    [InlineData("public partial int {|CS8795:Load|}(Stream file);", Label = "no policy")]
    [InlineData("[Obsolete] public partial int {|CS8795:Load|}(Stream file);", Label = "another attribute")]
    [InlineData("[DropPagesAfterFullRead] public partial ref int {|CS8795:Load|}(Stream file, ref int x); ref int LoadCore(Stream file, ref int x) => ref x;", Label = "a ref result")]
    public Task A_method_that_has_its_body_or_needs_none_is_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("public partial int {0}(Stream file);", "private int LoadCore(Stream file)", Label = "a simple signature")]
    [InlineData("protected static partial Task<int> {0}(Stream file, CancellationToken stop = default, params int[] sizes);", "private static Task<int> LoadCore(Stream file, CancellationToken stop, int[] sizes)", Label = "static, with a default value and params")]
    [InlineData("internal partial T? {0}<T>([Nope] in T item, Stream file) where T : struct;", "private T? LoadCore<T>(in T item, Stream file) where T : struct", Label = "generic, with an attribute and in")]
    [InlineData("public virtual partial void {0}(Stream file, out int count);", "private void LoadCore(Stream file, out int count)", Label = "virtual, with out")]
    [InlineData("public unsafe partial byte* {0}(Stream file);", "private unsafe byte* LoadCore(Stream file)", Label = "unsafe")]
    public Task The_fix_adds_the_body(string declaration, string body) => Check.Fixes(
        Class($$"""
                // What it is.
                [DropPagesAfterFullRead]
                {{string.Format(System.Globalization.CultureInfo.InvariantCulture, declaration, "{|IOP004:{|CS8795:Load|}|}")}}

                class NopeAttribute : Attribute;
            """),
        Class($$"""
                // What it is.
                [DropPagesAfterFullRead]
                {{string.Format(System.Globalization.CultureInfo.InvariantCulture, declaration, "{|CS8795:Load|}")}}

                {{body}}
                {
                    throw new NotImplementedException();
                }

                class NopeAttribute : Attribute;
            """));

    [Fact]
    public Task No_fix_is_offered_if_the_name_is_taken() => Check.Fixes(
        Class("[DropPagesAfterFullRead] public partial int {|IOP004:{|CS8795:Load|}|}(Stream file); int LoadCore => 1;"),
        Class("[DropPagesAfterFullRead] public partial int {|IOP004:{|CS8795:Load|}|}(Stream file); int LoadCore => 1;"));

    /// <summary>Overloads differ in their type parameters too.</summary>
    [Theory]
    [InlineData("T LoadCore<T>(Stream other) => default!;", Label = "a generic method")]
    [InlineData("int LoadCore(Stream other, int count) => 1;", Label = "another parameter count")]
    [InlineData("int LoadCore(FileStream other) => 1;", Label = "another parameter type")]
    public Task An_overload_leaves_the_name_of_the_body_free(string overload) => Check.Fixes(
        Class($$"""
                {{overload}}

                [DropPagesAfterFullRead]
                public partial int {|IOP004:{|CS8795:Load|}|}(Stream file);
            """),
        Class($$"""
                {{overload}}

                [DropPagesAfterFullRead]
                public partial int {|CS8795:Load|}(Stream file);

                private int LoadCore(Stream file)
                {
                    throw new NotImplementedException();
                }
            """));

    [Fact]
    public Task Fix_all_adds_each_body() => Check.Fixes(
        Class("""
                [DropPagesAfterFullRead]
                public partial int {|IOP004:{|CS8795:Load|}|}(Stream file);

                [DropPagesAfterFullWrite]
                public partial Task {|IOP004:{|CS8795:SaveAsync|}|}(Stream file);
            """),
        Class("""
                [DropPagesAfterFullRead]
                public partial int {|CS8795:Load|}(Stream file);

                private int LoadCore(Stream file)
                {
                    throw new NotImplementedException();
                }

                [DropPagesAfterFullWrite]
                public partial Task {|CS8795:SaveAsync|}(Stream file);

                private Task SaveCoreAsync(Stream file)
                {
                    throw new NotImplementedException();
                }
            """),
        iterations: 2);

    private static string Class(string member) => $$"""
        partial class C
        {
        {{member}}
        }
        """;
}
