using Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Generators.Tests.Wrappers;

/// <summary>
/// Uses that an interceptor cannot replace are not intercepted, and partial methods with an invalid policy get an implementation
/// without the policy.
/// </summary>
public class UnsupportedMethodTests
{
    private const string Sessions = """
        public interface IReader
        {
            [DropPagesAfterFullRead] int Read(FileStream file);
            [DropPagesAfterFullRead] static abstract int Count(FileStream file);
        }

        public class Sessions : IReader
        {
            [DropPagesAfterFullRead] public virtual int Read(FileStream file) => 1;
            public static int Count(FileStream file) => 1;
        }

        """;

    [Theory]
    [InlineData("a base call", "class Derived : Sessions { public override int Read(FileStream file) => base.Read(file); }")]
    [InlineData("a call on a type parameter", "class User { int Use<T>(T reader, FileStream file) where T : IReader => reader.Read(file); }")]
    [InlineData("a call on a type parameter, by a conditional access", "class User { int? Use<T>(T? reader, FileStream file) where T : class, IReader => reader?.Read(file); }")]
    [InlineData("a static call on a type parameter", "class User { int Use<T>(FileStream file) where T : IReader => T.Count(file); }")]
    [InlineData("an expression tree", """
        class User
        {
            System.Linq.Expressions.Expression<Func<Sessions, FileStream, int>> Tree => (sessions, file) => sessions.Read(file);
        }
        """)]
    [InlineData("a lambda inside an expression tree", """
        class User
        {
            System.Linq.Expressions.Expression<Func<Sessions, FileStream, IEnumerable<int>>> Tree =>
                (sessions, file) => new[] { 1 }.Select(number => number + sessions.Read(file));
        }
        """)]
    [InlineData("a query over a provider", """
        class User
        {
            IQueryable<int> Use(IQueryable<Sessions> sessions, FileStream file) => from session in sessions where session.Read(file) > 0 select 1;
        }
        """)]
    [InlineData("a method group", "class User { Func<FileStream, int> Use(Sessions sessions) => sessions.Read; }")]
    [InlineData("a delegate", "class User { int Use(Func<FileStream, int> read, FileStream file) => read(file); }")]
    [InlineData("a dynamic call", "class User { int Use(dynamic sessions, FileStream file) => sessions.Read(file); }")]
    [InlineData("nameof", "class User { string Use() => nameof(Sessions.Read); }")]
    [InlineData("a local function of the same name", """
        class User
        {
            int Use(FileStream file)
            {
                return Read(file);
                [DropPagesAfterFullRead] static int Read(FileStream file) => 1;
            }
        }
        """)]
    [InlineData("another method of the same name", "class User { int Use(FileStream file) => Read(file); int Read(FileStream file) => 1; }")]
    public void Uses_that_an_interceptor_cannot_replace_are_not_intercepted(string label, string use)
    {
        var run = GeneratorRun.From(Sessions + use).CompilesWithoutWarnings();
        Assert.True(!run.WrapperFiles.Any(), label);
        Assert.Contains(run.Input.SyntaxTrees.Last().GetRoot(TestContext.Current.CancellationToken).DescendantNodes(), node => node is ClassDeclarationSyntax);
    }

    [Theory]
    [InlineData("a private type in the signature", """
        class User
        {
            [DropPagesAfterFullRead] private static Row Read(FileStream file) => new();
            private class Row;
            void Use(FileStream file) => Read(file);
        }
        """)]
    [InlineData("a file-local type", """
        file class User
        {
            [DropPagesAfterFullRead] public static int Read(FileStream file) => 1;
            void Use(FileStream file) => Read(file);
        }
        """)]
    [InlineData("a protected virtual method", """
        class User
        {
            [DropPagesAfterFullRead] protected virtual int Read(FileStream file) => 1;
            void Use(FileStream file) => Read(file);
        }
        """)]
    [InlineData("a protected override", """
        abstract class Base { protected abstract int Read(FileStream file); }
        class User : Base
        {
            [DropPagesAfterFullRead] protected override int Read(FileStream file) => 1;
            void Use(FileStream file) => Read(file);
        }
        """)]
    [InlineData("a file from a protected override", """
        abstract class Base { protected abstract FileStream File { get; } }
        class User : Base
        {
            protected override FileStream File => null!;
            [DropPagesAfterFullRead] public int Read() => 1;
            void Use() => Read();
        }
        """)]
    [InlineData("a condition from a protected override", """
        abstract class Base { protected abstract bool IsCold { get; } }
        class User : Base
        {
            protected override bool IsCold => true;
            [DropPagesAfterFullRead(When = nameof(IsCold))] public int Read(FileStream file) => 1;
            void Use(FileStream file) => Read(file);
        }
        """)]
    [InlineData("a private method of a static class", """
        static class User
        {
            [DropPagesAfterFullRead] private static int Read(FileStream file) => 1;
            static void Use(FileStream file) => Read(file);
        }
        """)]
    [InlineData("a protected file of a base", """
        class Base { protected FileStream File = null!; }
        class User : Base
        {
            [DropPagesAfterFullRead] public int Read() => 1;
            void Use() => Read();
        }
        """)]
    [InlineData("an iterator", """
        class User
        {
            [DropPagesAfterFullRead] public static IEnumerable<int> Read(FileStream file) { yield return file.ReadByte(); }
            void Use(FileStream file) => Read(file);
        }
        """)]
    [InlineData("an async void method", """
        class User
        {
            [DropPagesAfterFullRead] public static async void Read(FileStream file) => await Task.Yield();
            void Use(FileStream file) => Read(file);
        }
        """)]
    [InlineData("an asynchronous sequence", """
        class User
        {
            [DropPagesAfterFullRead] public static IAsyncEnumerable<int> Read(FileStream file) => null!;
            void Use(FileStream file) => Read(file);
        }
        """)]
    [InlineData("a task with pointers", """
        unsafe class User
        {
            [DropPagesAfterFullRead] public static Task Read(FileStream file, byte* into) => Task.CompletedTask;
            void Use(FileStream file) => Read(file, null);
        }
        """)]
    [InlineData("a method without a file", """
        class User
        {
            [DropPagesAfterFullRead] public static int Read(MemoryStream stream) => 1;
            void Use(MemoryStream stream) => Read(stream);
        }
        """)]
    [InlineData("a method with two files", """
        class User
        {
            [DropPagesAfterFullRead] public static int Read(FileStream a, FileStream b) => 1;
            void Use(FileStream file) => Read(file, file);
        }
        """)]
    [InlineData("a contradiction", """
        class User
        {
            [DropPagesAfterFullRead, HeaderOnly] public static int Read(FileStream file) => 1;
            void Use(FileStream file) => Read(file);
        }
        """)]
    [InlineData("an option out of range", """
        class User
        {
            [DropPagesAfterFullRead(WindowBytes = 100)] public static int Read(FileStream file) => 1;
            void Use(FileStream file) => Read(file);
        }
        """)]
    [InlineData("an inner type parameter that hides an outer one", """
        #pragma warning disable CS0693
        class User<T>
        {
            [DropPagesAfterFullRead] public static int Read<T>(FileStream file) => 1;
            void Use(FileStream file) => Read<T>(file);
        }
        """)]
    [InlineData("a nested type's parameter that hides an outer one", """
        #pragma warning disable CS0693
        class Outer<T>
        {
            public class User<T>
            {
                [DropPagesAfterFullRead] public static int Read(FileStream file) => 1;
                void Use(FileStream file) => Read(file);
            }
        }
        """)]
    public void Methods_that_no_interceptor_can_wrap_are_not_intercepted(string label, string source)
    {
        var run = GeneratorRun.From(source).CompilesWithoutWarnings();
        Assert.True(!run.WrapperFiles.Any(), label);
    }

    /// <summary>The policy covers the files that the body opens, so the wrapper only calls the body.</summary>
    [Theory]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial int Read(int file); int ReadCore(int file) => 1; }", Label = "a value")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial ref int Read(int[] a); ref int ReadCore(int[] a) => ref a[0]; }", Label = "a reference")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial Task<int> Read(string a); async Task<int> ReadCore(string a) { await Task.Yield(); return 1; } }", Label = "a task")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial IEnumerable<int> Read(string a); IEnumerable<int> ReadCore(string a) { yield return 1; } }", Label = "an iterator")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial IAsyncEnumerable<int> Read(string a); async IAsyncEnumerable<int> ReadCore(string a) { await Task.Yield(); yield return 1; } }", Label = "an asynchronous sequence")]
    [InlineData("partial class User { [DropPagesAfterFullRead(Opened = true)] public partial int Read(Stream a); int ReadCore(Stream a) => 1; }", Label = "a file of its own")]
    public void The_wrapper_of_a_policy_for_opened_files_only_calls_the_body(string source)
    {
        var text = GeneratorRun.From(source).CompilesWithoutWarnings().Text();
        Assert.Contains(" on Read(", text, StringComparison.Ordinal);
        Assert.Contains(", for the files that the body opens", text, StringComparison.Ordinal);
        Assert.Contains("ReadCore(", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Policies.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial int Read(FileStream file); }", Label = "no body")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial int Read(FileStream file); int ReadCore(Stream file) => 1; }", Label = "a body with another parameter")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial int Read(FileStream file); long ReadCore(FileStream file) => 1; }", Label = "a body with another result")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial int Read(FileStream file); static int ReadCore(FileStream file) => 1; }", Label = "a static body")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial int Read(FileStream file); int ReadCore(in FileStream file) => 1; }", Label = "a body by reference")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial int Read<T>(FileStream file); int ReadCore<T>(FileStream file) where T : class => 1; }", Label = "a body with tighter constraints")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial Task ReadAsync(FileStream file); Task ReadAsyncCore(FileStream file) => Task.CompletedTask; }", Label = "Core after Async, instead of before")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial IEnumerable<int> Read(FileStream file); IEnumerable<int> ReadCore(FileStream file) { yield break; } }", Label = "an iterator")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial void Read(FileStream file); async void ReadCore(FileStream file) => await Task.Yield(); }", Label = "an async void body")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial int Read(Stream a, Stream b); int ReadCore(Stream a, Stream b) => 1; }", Label = "two files")]
    [InlineData("partial class User { [DropPagesAfterFullRead, HeaderOnly] public partial int Read(Stream a); int ReadCore(Stream a) => 1; }", Label = "a contradiction")]
    [InlineData("partial class User { [DropPagesAfterFullRead(WindowBytes = -2)] public partial int Read(Stream a); int ReadCore(Stream a) => 1; }", Label = "an option out of range")]
    [InlineData("unsafe partial class User { [DropPagesAfterFullRead] public unsafe partial Task Read(Stream a, byte* b); Task ReadCore(Stream a, byte* b) => Task.CompletedTask; }", Label = "an unsafe task")]
    [InlineData("unsafe partial class User { [DropPagesAfterFullRead] public partial Task Read(Stream a, byte* b); Task ReadCore(Stream a, byte* b) => Task.CompletedTask; }", Label = "a task with pointers")]
    [InlineData("unsafe partial class User { [DropPagesAfterFullRead] public partial int Read(Stream a, byte*[] b); int ReadCore(Stream a, byte*[] b) => 1; }", Label = "pointers in a type that is unsafe in one part")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial int Read(Stream a, __arglist); int ReadCore(Stream a, __arglist) => 1; }", Label = "an argument list")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public static partial void Read(Stream a, out int b); }", Label = "an out parameter without a body")]
    [InlineData("partial class User { [DropPagesAfterFullRead] public partial IAsyncEnumerable<int> ReadAsync(Stream a); async IAsyncEnumerable<int> ReadCoreAsync(Stream a) { await Task.Yield(); yield return 1; } }", Label = "an asynchronous sequence")]
    public void A_partial_method_with_an_invalid_policy_is_implemented_without_it(string source)
    {
        // Without an implementation, the compiler would stop at CS8795, and run no rule.
        var run = GeneratorRun.From(source).CompilesWithoutWarnings();
        Assert.Contains("// No policy: a rule reports an error on Read", run.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("PagePolicy", run.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain(run.Result.GeneratedSources, static generated => generated.HintName == "PolicyMap.g.cs");
    }

    [Theory]
    [InlineData("[DropPagesAfterFullRead] public partial int Read(Stream a, Stream b); int ReadCore(Stream a, Stream b) => 1;", "return ReadCore(a, b);", Label = "two files")]
    [InlineData("[DropPagesAfterFullRead] public static partial void Read(out int a); static void ReadCore(out int a) => a = 1;", "ReadCore(out a);", Label = "an out parameter")]
    [InlineData("[DropPagesAfterFullRead] public partial ref int Read(int[] a); ref int ReadCore(int[] a) => ref a[0];", "return ref ReadCore(a);", Label = "a result by reference")]
    [InlineData("[DropPagesAfterFullRead] public partial Task<int> ReadAsync(int a); Task<int> ReadCoreAsync(int a) => Task.FromResult(a);", "return ReadCoreAsync(a);", Label = "a task")]
    [InlineData("[DropPagesAfterFullRead] public partial int Read(Stream a);", "throw new global::System.NotImplementedException(\"'User.Read' has no body.\");", Label = "no body")]
    public void The_implementation_without_a_policy_calls_the_body_or_throws(string members, string statement) => Assert.Contains(
        $"        {statement}\n", GeneratorRun.From($"partial class User {{ {members} }}").CompilesWithoutWarnings().Text(), StringComparison.Ordinal);

    [Theory]
    [InlineData("file partial class User { [DropPagesAfterFullRead] public partial int Read(Stream a); int ReadCore(Stream a) => 1; }", "CS8795", Label = "a file-local type")]
    [InlineData("class User { [DropPagesAfterFullRead] public partial int Read(Stream a); int ReadCore(Stream a) => 1; }", "CS0751,CS8795", Label = "a type that is not partial")]
    [InlineData("class Outer { partial class User { [DropPagesAfterFullRead] public partial int Read(Stream a); int ReadCore(Stream a) => 1; } }", "CS8795", Label = "a partial type in a type that is not partial")]
    [InlineData("class Outer { partial class Middle { partial class User { [DropPagesAfterFullRead] public partial int Read(Stream a); int ReadCore(Stream a) => 1; } } }", "CS8795", Label = "the outermost type is not partial")]
    [InlineData("partial class Outer { class User { [DropPagesAfterFullRead] public partial int Read(Stream a); int ReadCore(Stream a) => 1; } }", "CS0751,CS8795", Label = "the innermost type is not partial")]
    public void A_partial_method_of_a_type_that_cannot_have_parts_is_not_implemented(string source, string errors)
    {
        var run = GeneratorRun.From(source);
        Assert.Null(run.Result.Exception);
        Assert.Empty(run.WrapperFiles);
        var reported = run.Output.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.Id);
        Assert.Equal(errors, string.Join(',', reported.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_partial_method_that_the_user_implements_is_an_ordinary_one()
    {
        var run = GeneratorRun.From("""
            partial class User
            {
                [DropPagesAfterFullRead] public static partial int Read(FileStream file);
                public static partial int Read(FileStream file) => 1;
                void Use(FileStream file) => Read(file);
            }
            """).CompilesWithoutWarnings();
        Assert.Equal("Interceptors.g.cs", Assert.Single(run.WrapperFiles).HintName);
    }
}
