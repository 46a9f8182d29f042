using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.BypassingCallAnalyzer, IoPolicy.CodeFixes.BypassingCallCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class BypassingCallAnalyzerTests
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
            [DropPagesAfterFullRead] public static int Count(FileStream file) => 1;
            public static int Free(FileStream file) => 1;
        }

        public partial class Annotated
        {
            [DropPagesAfterFullRead] public virtual partial int {|CS8795:Read|}(FileStream file);
            private int ReadCore(FileStream file) => 1;
        }

        static class Extensions
        {
            [DropPagesAfterFullRead] public static int Total(this FileStream file) => 1;
            [DropPagesAfterFullRead] public static void Add(this List<int> list, FileStream file) { }
        }

        """;

    [Theory]
    [InlineData("class Derived : Sessions { public override int Read(FileStream file) => base.{|IOP301:Read|}(file); }", Label = "a base call of an override")]
    [InlineData("class Derived : Sessions { public new int Read(FileStream file) => base.{|IOP301:Read|}(file); }", Label = "a base call of a hiding method")]
    [InlineData("class User { int Use<T>(T reader, FileStream file) where T : IReader => reader.{|IOP301:Read|}(file); }", Label = "a type parameter")]
    [InlineData("class User { int? Use<T>(T? reader, FileStream file) where T : class, IReader => reader?.{|IOP301:Read|}(file); }", Label = "a conditional call on a type parameter")]
    [InlineData("class User { int Use<T>(FileStream file) where T : IReader => T.{|IOP301:Count|}(file); }", Label = "a static method of a type parameter")]
    [InlineData("class User { System.Linq.Expressions.Expression<Func<Sessions, FileStream, int>> Tree => (sessions, file) => sessions.{|IOP301:Read|}(file); }", Label = "an expression tree")]
    [InlineData("class User { IQueryable<int> Use(IQueryable<Sessions> sessions, FileStream file) => from session in sessions where session.{|IOP301:Read|}(file) > 0 select 1; }", Label = "a query over IQueryable")]
    [InlineData("class User { Func<FileStream, int> Use(Sessions sessions) => sessions.{|IOP301:Read|}; }", Label = "a method group")]
    [InlineData("class User { [DropPagesAfterFullRead(When = nameof(on))] static byte[] Read(string path, bool on) => System.IO.File.ReadAllBytes(path); Func<string, bool, byte[]> Use() => {|IOP301:Read|}; }", Label = "a condition for opened files")]
    [InlineData("class User { [DropPagesAfterFullRead] static long Length(string path) { using var file = System.IO.File.OpenHandle(path); return RandomAccess.GetLength(file); } Func<string, long> Use() => {|IOP301:Length|}; }", Label = "an opened handle")]
    [InlineData("class User { Func<FileStream, int> _use = Sessions.{|IOP301:Count|}; }", Label = "a method group in a field")]
    [InlineData("class User { IEnumerable<int> Use(FileStream[] files) => files.Select(Sessions.{|IOP301:Count|}); }", Label = "a method group as an argument")]
    [InlineData("class User { Func<int> Use(FileStream file) => file.{|IOP301:Total|}; }", Label = "a method group of an extension method")]
    [InlineData("unsafe class User { delegate*<FileStream, int> Use() => &Sessions.{|IOP301:Count|}; }", Label = "a function pointer")]
    [InlineData("class User { int Use(Sessions sessions, dynamic file) => sessions.{|IOP301:Read|}(file); }", Label = "a dynamic argument")]
    [InlineData("class User { List<int> Use(FileStream file) => new List<int> { {|IOP301:file|} }; }", Label = "an Add of a collection initializer")]
    [InlineData("class User { [DropPagesAfterFullRead] static Row Read(FileStream file) => new(); class Row; void Use(FileStream file) => {|IOP301:Read|}(file); }", Label = "a private result type")]
    [InlineData("class User { [DropPagesAfterFullRead] protected virtual int Read(FileStream file) => 1; void Use(FileStream file) => {|IOP301:Read|}(file); }", Label = "a virtual method of the same class")]
    [InlineData("abstract class Base { protected abstract int Read(FileStream file); } class User : Base { [DropPagesAfterFullRead] protected override int Read(FileStream file) => 1; void Use(FileStream file) => {|IOP301:Read|}(file); }", Label = "an override of a protected method")]
    [InlineData("abstract class Base { protected abstract FileStream File { get; } } class User : Base { protected override FileStream File => null!; [DropPagesAfterFullRead] public int Read() => 1; void Use() => {|IOP301:Read|}(); }", Label = "an override of a protected property")]
    [InlineData("class Outer<T> { public class User<T> { [DropPagesAfterFullRead] public static int Read(FileStream file) => 1; void Use(FileStream file) => {|IOP301:Read|}(file); } }", Label = "a type parameter hidden by another")]
    [InlineData("static class User { [DropPagesAfterFullRead] static int Read(FileStream file) => 1; static void Use(FileStream file) => {|IOP301:Read|}(file); }", Label = "a private method of a static class")]
    [InlineData("class Base { protected FileStream File = null!; } class User : Base { [DropPagesAfterFullRead] public int Read() => 1; void Use() => {|IOP301:Read|}(); }", Label = "a file in a protected field of the base")]
    [InlineData("class User { [DropPagesAfterFullRead] int Two(FileStream file) => 1; [DropPagesAfterFullRead] int Two(Stream file) => 2; int Two(FileStream a, int b) => 3; int Use(dynamic file) => {|IOP301:Two|}(file); }", Label = "a dynamic argument with overloads")]
    [InlineData("class User { [DropPagesAfterFullRead] int Some(FileStream file, params int[] sizes) => 1; int Use(dynamic file) => {|IOP301:Some|}(file, 1, 2, 3); }", Label = "a dynamic argument with params")]
    [InlineData("class User { [DropPagesAfterFullRead] int Some(FileStream file, int size = 1) => 1; int Use(dynamic file) => {|IOP301:Some|}(file); }", Label = "a dynamic argument without the optional argument")]
    public Task A_use_that_bypasses_the_policy_is_reported(string use) => Check.Reports(Sessions + use);

    [Fact]
    public Task A_call_in_one_of_two_identical_files_is_reported()
    {
        const string Reader = "class Reader { [DropPagesAfterFullRead] public static int Read(FileStream file) => 1; int Use(FileStream file) => Read(file); }";
        const string User = "file class User { static int Use(FileStream file) => Reader.{|IOP301:Read|}(file); }";
        return Check.ReportsIn(("/0/Reader.cs", Reader), ("/1/User.cs", User), ("/2/User.cs", User));
    }

    [Fact]
    public Task A_call_in_files_that_differ_is_not_reported()
    {
        const string Reader = "class Reader { [DropPagesAfterFullRead] public static int Read(FileStream file) => 1; }";
        const string User = "file class User { static int Use(FileStream file) => Reader.Read(file); }";
        return Check.ReportsIn(("/0/Reader.cs", Reader), ("/1/User.cs", User), ("/2/User.cs", User + " // another text"));
    }

    [Theory]
    [InlineData("class User { int Use(Sessions sessions, FileStream file) => sessions.Read(file) + Sessions.Count(file); }", Label = "a direct call")]
    [InlineData("class User { int? Use(Sessions? sessions, FileStream file) => sessions?.Read(file); }", Label = "a conditional call")]
    [InlineData("class User { int Use(IReader reader, FileStream file) => reader.Read(file); }", Label = "an interface whose method has the policy")]
    [InlineData("class User { int Use(FileStream file) => file.Total() + Extensions.Total(file); }", Label = "an extension method in both forms")]
    [InlineData("class User { Func<FileStream, int> Use(Sessions sessions) => file => sessions.Read(file); }", Label = "a lambda instead of a method group")]
    [InlineData("class User { IEnumerable<int> Use(FileStream[] files) => files.Select(file => file.Total()); }", Label = "a lambda as an argument")]
    [InlineData("class User { string Use() => nameof(Sessions.Read) + nameof(Sessions); }", Label = "nameof")]
    [InlineData("class User { int Use(Annotated annotated, FileStream file) => annotated.Read(file); }", Label = "a partial method")]
    [InlineData("class User { Func<FileStream, int> Use(Annotated annotated) => {|CS0762:annotated.Read|}; }", Label = "a method group of a partial method")]
    [InlineData("class Derived : Annotated { public override int Read(FileStream file) => base.Read(file); }", Label = "a base call of a partial method")]
    [InlineData("class Derived : Sessions { [DropPagesAfterFullRead] public override int Read(FileStream file) => base.Read(file); }", Label = "an override with its own policy")]
    // Nothing overrides these methods, so the interceptor calls the method of the base.
    [InlineData("class Base { [DropPagesAfterFullRead] public int Load(FileStream file) => 1; } class Derived : Base { public new int Load(FileStream file) => base.Load(file); }", Label = "a base call of a public method")]
    [InlineData("class Base { [DropPagesAfterFullRead] protected int Load(FileStream file) => 1; } class Derived : Base { Func<int> Use(FileStream file) => () => base.Load(file); }", Label = "a base call in a lambda")]
    [InlineData("class Base : Sessions { [DropPagesAfterFullRead] public sealed override int Read(FileStream file) => 1; } class Derived : Base { int Use(FileStream file) => base.Read(file); }", Label = "a base call of a sealed override")]
    [InlineData("class User { int Use<T>(T reader, FileStream file) where T : Sessions => reader.Read(file); }", Label = "a type parameter limited to a class")]
    [InlineData("class User { Func<FileStream, int> Use() => Sessions.Free; }", Label = "a method without a policy")]
    [InlineData("class User { int Use(dynamic sessions, FileStream file) => sessions.Read(file); }", Label = "a dynamic receiver, whose method the compiler does not know")]
    [InlineData("class User { void Use(List<int> list, FileStream file) => list.Add(file); }", Label = "an Add of another type")]
    [InlineData("class User { [DropPagesAfterFullRead] static IEnumerable<int> Rows(FileStream file) { yield return 1; } Func<FileStream, IEnumerable<int>> Use() => Rows; }", Label = "an iterator, which has a rule of its own")]
    [InlineData("class User { [DropPagesAfterFullRead] static int Two(FileStream a, FileStream b) => 1; Func<FileStream, FileStream, int> Use() => Two; }", Label = "two files, which have a rule of their own")]
    [InlineData("class User { [DropPagesAfterFullRead] private int Mine(FileStream file) => 1; int Use(FileStream file) => Mine(file); }", Label = "a private method")]
    [InlineData("class User { Func<FileStream, int> Use() { return Local; [Obsolete] static int Local(FileStream file) => 1; } }", Label = "a local function without a policy")]
    [InlineData("class User { [DropPagesAfterFullRead] int Two(FileStream file) => 1; int Two(string text) => 2; int Use(dynamic file) => Two(file); }", Label = "an overload that a file never selects")]
    [InlineData("class User { string Use() => nameof(Sessions.Read) + nameof(Extensions.Total); }", Label = "nameof of methods alone")]
    [InlineData("class User { [DropPagesAfterFullRead] int Two(FileStream file) => 1; int Two(FileStream a, int b = 1) => 2; int Use(dynamic file) => Two(file); }", Label = "a dynamic argument that fits an overload without a policy by its optional parameter")]
    [InlineData("class User { [DropPagesAfterFullRead] int Two(FileStream file) => 1; int Two(FileStream a, params int[] b) => 2; int Use(dynamic file) => Two(file); }", Label = "a dynamic argument that fits an overload without a policy by its params")]
    public Task A_use_that_bypasses_no_known_policy_is_not_reported(string use) => Check.Reports(Sessions + use);

    [Theory]
    [InlineData("class C { [DropPagesAfterFullRead] public int {|#0:M|}(Stream file) => 1; int Use(Stream file) => M(file); }", Label = "an ordinary method")]
    [InlineData("abstract class C { [DropPagesAfterFullRead] public abstract int {|#0:M|}(Stream file); }", Label = "an abstract method")]
    public Task With_interception_off_an_annotated_ordinary_method_is_an_error(string source) => Check.Reports(
        source,
        "build_property.IoPolicyIntercept = false",
        new DiagnosticResult("IOP301", DiagnosticSeverity.Error).WithLocation(0).WithLocation(0).WithMessage(
            "Each use of 'M' bypasses [DropPagesAfterFullRead] because interception is off (IoPolicyIntercept=false, or a language version before C# 11). Make 'M' partial."));

    [Theory]
    [InlineData("class C { [DropPagesAfterFullRead] public void {|#0:M|}(string name) => File.ReadAllText(name); }", "M", Label = "a method")]
    [InlineData("class C { [DropPagesAfterFullRead] public {|#0:C|}(string name) => File.ReadAllText(name); }", "C", Label = "a constructor")]
    [InlineData("[DropPagesAfterFullRead] class {|#0:C|} { string _text = File.ReadAllText(\"name\"); }", "C", Label = "a type")]
    [InlineData("class C { int P { [DropPagesAfterFullRead] {|#0:get|} => File.ReadAllText(\"name\").Length; } }", "P", Label = "an accessor")]
    [InlineData("partial class C { [DropPagesAfterFullRead] public partial void {|#0:{|CS8795:M|}|}(string name); void MCore(string name) => File.ReadAllText(name); }", "M", Label = "a partial method")]
    public Task With_interception_off_no_opened_file_is_covered(string source, string name) => Check.Reports(
        source,
        "build_property.IoPolicyIntercept = false",
        new DiagnosticResult("IOP301", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithMessage(
            $"Each file that '{name}' opens bypasses [DropPagesAfterFullRead] because interception is off (IoPolicyIntercept=false). Switch it on, or call DropBehind() on the stream."));

    [Theory]
    [InlineData("partial class C { [DropPagesAfterFullRead] public partial int {|CS8795:M|}(Stream file); int MCore(Stream file) => 1; }", Label = "a partial method")]
    [InlineData("class C { public int M(Stream file) => 1; [DropPagesAfterFullRead] public int N(Stream a, Stream b) => 1; }", Label = "no policy, and two files")]
    public Task With_interception_off_other_methods_are_not_reported(string source) => Check.Reports(source, "build_property.IoPolicyIntercept = false");

    [Fact]
    public Task The_fix_makes_the_method_partial_and_keeps_the_text_around_it() => Check.Fixes(
        """
        namespace N
        {
            // The sessions.
            internal class Outer
            {
                public class Sessions
                {
                    /// <summary>Loads.</summary>
                    /// <param name="file">The file.</param>
                    [DropPagesAfterFullRead] // why
                    [Obsolete("old")]
                    public virtual async Task<T?> LoadAsync<T>(
                        FileStream file,
                        CancellationToken stop = default) // both
                        where T : class
                    {
                        // First this.
                        await file.CopyToAsync(Stream.Null, stop);
                        return null; /* then that */
                    }

                    // The next one.
                    public Func<FileStream, CancellationToken, Task<string?>> Use() => {|IOP301:LoadAsync<string>|};
                }
            }
        }
        """,
        """
        namespace N
        {
            // The sessions.
            internal partial class Outer
            {
                public partial class Sessions
                {
                    /// <summary>Loads.</summary>
                    /// <param name="file">The file.</param>
                    [DropPagesAfterFullRead] // why
                    [Obsolete("old")]
                    public virtual partial Task<T?> {|CS8795:LoadAsync|}<T>(
                        FileStream file,
                        CancellationToken stop = default) // both
                        where T : class;

                    private async Task<T?> LoadCoreAsync<T>(
                        FileStream file,
                        CancellationToken stop) // both
                        where T : class
                    {
                        // First this.
                        await file.CopyToAsync(Stream.Null, stop);
                        return null; /* then that */
                    }

                    // The next one.
                    public Func<FileStream, CancellationToken, Task<string?>> Use() => {|CS0762:LoadAsync<string>|};
                }
            }
        }
        """);

    [Theory]
    [InlineData("int Load(FileStream file) => 1;", "private partial int {|CS8795:Load|}(FileStream file);", "private int LoadCore(FileStream file) => 1;", Label = "an implicit private")]
    [InlineData("static int Load(FileStream file) => file.ReadByte();", "private static partial int {|CS8795:Load|}(FileStream file);", "private static int LoadCore(FileStream file) => file.ReadByte();", Label = "a static method")]
    [InlineData("protected internal int Load(FileStream file) { return 1; }", "protected internal partial int {|CS8795:Load|}(FileStream file);", "private int LoadCore(FileStream file) { return 1; }", Label = "two access modifiers")]
    public Task The_fix_gives_each_part_its_modifiers(string method, string declaration, string body) => Check.Fixes(
        $$"""
        class C
        {
            [DropPagesAfterFullRead]
            {{method}}

            Func<FileStream, int> Use() => {|IOP301:Load|};
        }
        """,
        $$"""
        partial class C
        {
            [DropPagesAfterFullRead]
            {{declaration}}

            {{body}}

            Func<FileStream, int> Use() => {|CS0762:Load|};
        }
        """);

    [Theory]
    [InlineData("int Load(FileStream file) => file.ReadByte();", "public virtual partial int {|CS8795:Load|}(FileStream file);", Label = "an implicit public")]
    [InlineData("public int Load(FileStream file) => file.ReadByte();", "public virtual partial int {|CS8795:Load|}(FileStream file);", Label = "an explicit public")]
    [InlineData("virtual int Load(FileStream file) => file.ReadByte();", "public virtual partial int {|CS8795:Load|}(FileStream file);", Label = "an explicit virtual")]
    public Task In_an_interface_the_method_stays_public_and_virtual(string method, string declaration) => FixesInInterface(
        method, declaration, "private int LoadCore(FileStream file) => file.ReadByte();", "class D : C { int C.Load(FileStream file) => 2; }");

    [Theory]
    [InlineData("sealed int Load(FileStream file) => file.ReadByte();", "public partial int {|CS8795:Load|}(FileStream file);", "private int LoadCore(FileStream file) => file.ReadByte();", Label = "sealed")]
    [InlineData("private int Load(FileStream file) => file.ReadByte();", "private partial int {|CS8795:Load|}(FileStream file);", "private int LoadCore(FileStream file) => file.ReadByte();", Label = "private")]
    [InlineData("static int Load(FileStream file) => file.ReadByte();", "public static partial int {|CS8795:Load|}(FileStream file);", "private static int LoadCore(FileStream file) => file.ReadByte();", Label = "static")]
    public Task In_an_interface_another_method_does_not_become_virtual(string method, string declaration, string body) => FixesInInterface(method, declaration, body, "");

    private static Task FixesInInterface(string method, string declaration, string body, string user) => Check.Fixes(
        $$"""
        interface C
        {
            [DropPagesAfterFullRead]
            {{method}}

            Func<FileStream, int> Use() => {|IOP301:Load|};
        }
        {{user}}
        """,
        $$"""
        partial interface C
        {
            [DropPagesAfterFullRead]
            {{declaration}}

            {{body}}

            Func<FileStream, int> Use() => {|CS0762:Load|};
        }
        {{user}}
        """);

    [Theory]
    [InlineData("class C { [DropPagesAfterFullRead] int Load(FileStream file) => 1; int LoadCore(FileStream file) => 2; Func<FileStream, int> Use() => {|IOP301:Load|}; }", Label = "the name of the body is taken")]
    [InlineData("abstract class C { [DropPagesAfterFullRead] public abstract int Load(FileStream file); Func<FileStream, int> Use() => {|IOP301:Load|}; }", Label = "an abstract method")]
    [InlineData("file class C { [DropPagesAfterFullRead] int Load(FileStream file) => 1; Func<FileStream, int> Use() => {|IOP301:Load|}; }", Label = "a file-local type")]
    public Task No_fix_is_offered_if_it_would_not_compile(string source) => Check.Fixes(source, source);

    [Fact]
    public Task The_fix_changes_the_declaration_in_another_document_or_project() => Check.FixesAcross(
        [
            (
                """
                public class Sessions
                {
                    [DropPagesAfterFullRead]
                    public static int Load(FileStream file) => 1;

                    [DropPagesAfterFullRead]
                    public static int Scan(FileStream file) => 1;
                }
                """,
                """
                public partial class Sessions
                {
                    [DropPagesAfterFullRead]
                    public static partial int {|CS8795:Load|}(FileStream file);

                    private static int LoadCore(FileStream file) => 1;

                    [DropPagesAfterFullRead]
                    public static partial int {|CS8795:Scan|}(FileStream file);

                    private static int ScanCore(FileStream file) => 1;
                }
                """),
            (
                "class User { Func<FileStream, int>[] Use() => [Sessions.{|IOP301:Load|}, Sessions.{|IOP301:Load|}]; }",
                "class User { Func<FileStream, int>[] Use() => [{|CS0762:Sessions.Load|}, {|CS0762:Sessions.Load|}]; }"),
        ],
        (
            "class Other { Func<FileStream, int>[] Use() => [Sessions.{|IOP301:Scan|}, Sessions.{|IOP301:Load|}]; }",
            "class Other { Func<FileStream, int>[] Use() => [{|CS0762:Sessions.Scan|}, {|CS0762:Sessions.Load|}]; }"));

    [Fact]
    public Task Fix_all_makes_each_method_partial() => Check.Fixes(
        """
        class C
        {
            [DropPagesAfterFullRead]
            int Load(FileStream file) => 1;

            [DropPagesAfterFullRead]
            int Scan(FileStream file) => 1;

            Func<FileStream, int>[] Use() => [{|IOP301:Load|}, {|IOP301:Scan|}];
        }
        """,
        """
        partial class C
        {
            [DropPagesAfterFullRead]
            private partial int {|CS8795:Load|}(FileStream file);

            private int LoadCore(FileStream file) => 1;

            [DropPagesAfterFullRead]
            private partial int {|CS8795:Scan|}(FileStream file);

            private int ScanCore(FileStream file) => 1;

            Func<FileStream, int>[] Use() => [{|CS0762:Load|}, {|CS0762:Scan|}];
        }
        """,
        iterations: 2);
}
