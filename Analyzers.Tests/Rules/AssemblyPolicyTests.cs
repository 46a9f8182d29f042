using Analyzers.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.Rules;

/// <summary>The rules for attributes on methods also check attributes on the assembly. They report at the attribute, or where the method is used.</summary>
public sealed class AssemblyPolicyTests
{
    [Theory]
    [InlineData("IOP001", "File = \"file\"", "DropPagesAfterFullWrite(On = typeof(Store), Method = nameof(Store.Save), File = \"file\")", Label = "a name that no parameter has")]
    [InlineData("IOP001", "DropPagesAfterFullWrite(On = typeof(Store), Method = nameof(Store.Save))", "DropPagesAfterFullWrite(On = typeof(Store), Method = nameof(Store.Save))", Label = "a path that the attribute does not name")]
    [InlineData("IOP001", "File = \"count\"", "HeaderOnly(On = typeof(Store), Method = nameof(Store.Fileless), File = \"count\")", Label = "a number as the file")]
    [InlineData("IOP002", "DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Copy))", "DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Copy))", Label = "two streams")]
    [InlineData("IOP003", "HeaderOnly(On = typeof(Store), Method = nameof(Store.Load))", "DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Load)), HeaderOnly(On = typeof(Store), Method = nameof(Store.Load))", Label = "a drop policy and a header policy")]
    [InlineData("IOP003", "HeaderOnly(On = typeof(Store), Method = nameof(Store.Load))", "DropPagesAfterFullWrite(On = typeof(Store), Method = nameof(Store.Save), File = \"path\"), DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Load)), HeaderOnly(On = typeof(Store), Method = nameof(Store.Load))", "new Store().Load(file, true); new Store().Save(\"path\");", Label = "a contradiction with the second of three policies")]
    [InlineData("IOP003", "DropPagesAfterFullRead(On = typeof(Store), Method = \"Load\", File = \"file\")", "DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Load)), DropPagesAfterFullRead(On = typeof(Store), Method = \"Load\", File = \"file\")", Label = "one policy twice, once with a named file")]
    [InlineData("IOP005", "DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Lines), File = \"path\")", "DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Lines), File = \"path\")", Label = "an asynchronous sequence")]
    [InlineData("IOP006", "WindowBytes = 1", "DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Load), WindowBytes = 1)", Label = "a window below the minimum")]
    [InlineData("IOP006", "Opened = true", "DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Load), Opened = true)", Label = "Opened on the assembly")]
    [InlineData("IOP006", "AccessedRangeOnly = true", "DropPagesAfterFullWrite(On = typeof(Store), Method = nameof(Store.Save), File = \"path\", AccessedRangeOnly = true)", Label = "AccessedRangeOnly for a path")]
    [InlineData("IOP007", "When = \"missing\"", "DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Load), When = \"missing\")", Label = "a condition that does not exist")]
    [InlineData("IOP007", "When = \"_on\"", "DropPagesAfterFullRead(On = typeof(StreamReader), Method = nameof(StreamReader.ReadToEnd), When = \"_on\")", Label = "a condition that a type of .NET does not have")]
    [InlineData("IOP210", "DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Open))", "DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Open))", Label = "a handle as the result")]
    [InlineData("IOP404", "DropPagesAfterFullRead(On = typeof(System.Text.Json.JsonDocument), Method = \"Parse\", File = \"utf8Json\")", "DropPagesAfterFullRead(On = typeof(System.Text.Json.JsonDocument), Method = \"Parse\", File = \"utf8Json\")", Label = "no automatic window for a method without source")]
    [InlineData("IOP404", "DropPagesAfterFullRead(On = typeof(Calls.Reader), Method = nameof(Calls.Reader.Drain))", "DropPagesAfterFullRead(On = typeof(Calls.Reader), Method = nameof(Calls.Reader.Drain))", "} internal static class Reader { static Stream? s_kept; internal static void Drain(Stream file) => file.CopyTo(Stream.Null); internal static void Drain(Stream file, int count) => s_kept = file; static void Use(Stream file) => Drain(file);", Label = "no automatic window for one of two overloads")]
    [InlineData("IOP301", "Save", "DropPagesAfterFullWrite(On = typeof(Store), Method = nameof(Store.Save), File = \"path\")", "Action<string> save = new Store().Save;", Label = "a method group")]
    [InlineData("IOP301", "Load", "DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Load))", "System.Linq.Expressions.Expression<Func<int>> load = () => new Store().Load(file, true);", Label = "an expression tree")]
    [InlineData("IOP301", "Read", "DropPagesAfterFullRead(On = typeof(IStore), Method = nameof(IStore.Read))", "int Use<T>(T store) where T : IStore => store.Read(file);", Label = "a call on a type parameter")]
    [InlineData("IOP303", "new Store().LoadAsync(file)", "DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.LoadAsync))", "_ = new Store().LoadAsync(file);", Label = "a task that is not awaited")]
    [InlineData("IOP206", "new MemoryStream()", "DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Load))", "new Store().Load(new MemoryStream(), true);", Label = "a stream in memory")]
    [InlineData("IOP101", "DropPagesAfterFullRead(On = typeof(Calls.Reader), Method = nameof(Calls.Reader.Peek))", "DropPagesAfterFullRead(On = typeof(Calls.Reader), Method = nameof(Calls.Reader.Peek))", "} internal static class Reader { internal static int Peek(Stream file) => file.ReadByte(); static void Use(Stream file) => Peek(file);", Label = "a read of one byte")]
    [InlineData("IOP101", "DropPagesAfterFullRead(On = typeof(Calls.Reader), Method = nameof(Calls.Reader.Peek), File = \"path\")", "DropPagesAfterFullRead(On = typeof(Calls.Reader), Method = nameof(Calls.Reader.Peek), File = \"path\")", "} internal static class Reader { internal static int Peek(string path) { using var file = File.OpenRead(path); return file.ReadByte(); } static void Use() => Peek(\"a\");", Label = "a read of one byte of a file at a path")]
    [InlineData("IOP102", "HeaderOnly(On = typeof(Calls.Reader), Method = nameof(Calls.Reader.Drain))", "HeaderOnly(On = typeof(Calls.Reader), Method = nameof(Calls.Reader.Drain))", "} internal static class Reader { internal static void Drain(Stream file) => file.CopyTo(Stream.Null); static void Use(Stream file) => Drain(file);", Label = "a whole read under a header policy")]
    [InlineData("IOP103", "HeaderOnly(On = typeof(Calls.Reader), Method = nameof(Calls.Reader.Peek), MaxBytes = 4)", "HeaderOnly(On = typeof(Calls.Reader), Method = nameof(Calls.Reader.Peek), MaxBytes = 4)", "} internal static class Reader { internal static void Peek(Stream file) => file.ReadExactly(new byte[8]); static void Use(Stream file) => Peek(file);", Label = "a read of more than MaxBytes")]
    public async Task A_rule_reports_at_the_attribute_or_the_use(string id, string place, string attribute, string code = "")
    {
        var reports = await ReportsOf(attribute, code);
        Assert.Contains((id, place), reports.Select(static report => (report.Id, report.Location.SourceTree!.ToString()[report.Location.SourceSpan.Start..report.Location.SourceSpan.End])));
        Assert.Single(reports, report => report.Id == id);
    }

    [Theory]
    [InlineData("DropPagesAfterFullWrite(On = typeof(Store), Method = nameof(Store.Save), File = \"path\")", "new Store().Save(\"path\");", Label = "a path")]
    [InlineData("DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Load), When = \"on\")", "new Store().Load(file, true);", Label = "a condition that is a parameter")]
    [InlineData("DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Copy), File = \"from\"), DropPagesAfterFullWrite(On = typeof(Store), Method = nameof(Store.Copy), File = \"to\")", "new Store().Copy(file, file);", Label = "a policy for each of two files")]
    [InlineData("DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Load), When = \"on\"), HeaderOnly(On = typeof(Store), Method = nameof(Store.Load), When = \"Off\")", "new Store().Load(file, false);", Label = "two policies with two conditions")]
    [InlineData("DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Load))", "Func<Stream, int> load = stream => new Store().Load(stream, true);", Label = "a lambda instead of a method group")]
    [InlineData("DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.Load))", "new Store().Load(file, true); _ = nameof(Store.Load);", Label = "nameof beside a call")]
    [InlineData("DropPagesAfterFullWrite(On = typeof(Native), Method = \"Save\", File = \"path\")", "Native.Save(\"path\");", Label = "native code")]
    [InlineData("DropPagesAfterFullRead(On = typeof(IStore), Method = nameof(IStore.Read))", "new Store().Read(file);", Label = "an implementation of the interface that has the policy")]
    [InlineData("DropPagesAfterFullRead(On = typeof(Store), Method = nameof(Store.LoadAsync))", "new Store().LoadAsync(file).Wait();", Label = "a task that the caller waits for")]
    [InlineData("DropPagesAfterFullRead(On = typeof(Calls.Reader), Method = nameof(Calls.Reader.Drain), WindowBytes = 0)", "Reader.Drain(file); } internal static class Reader { internal static void Drain(Stream file) => file.CopyTo(Stream.Null);", Label = "a whole read without windows")]
    [InlineData("HeaderOnly(On = typeof(Calls.Reader), Method = nameof(Calls.Reader.Peek), MaxBytes = 8)", "Reader.Peek(file); } internal static class Reader { internal static void Peek(Stream file) => file.ReadExactly(new byte[8]);", Label = "a read of MaxBytes")]
    public async Task A_covered_call_has_no_report(string attribute, string code) =>
        Assert.DoesNotContain(await ReportsOf(attribute, code), static report => report.Severity > DiagnosticSeverity.Hidden);

    [Theory]
    [InlineData("On = typeof(Store)")]
    [InlineData("Method = \"Load\"")]
    [InlineData("On = typeof(Store), Method = \"Load\"")]
    public async Task An_attribute_on_a_method_or_type_cannot_name_another_method(string options)
    {
        var compilation = RuleCatalog.Generate(Source.Compile($"class C {{ [HeaderOnly({options})] int M(Stream file) => file.ReadByte(); }} [DropPagesAfterFullRead({options})] class D {{ byte[] M() => File.ReadAllBytes(\"path\"); }}\n{Code("")}"));
        Assert.Equal(2, (await RuleCatalog.RunAsync(compilation)).Count(static report => report.Id == "IOP006"));
        Assert.DoesNotContain(compilation.SyntaxTrees, static tree => tree.FilePath.Contains("Interceptors", StringComparison.Ordinal) || tree.FilePath.Contains("OpenedFiles", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_interception_off_the_attribute_is_an_error()
    {
        var editorConfig = new EditorConfig("is_global = true\nbuild_property.IoPolicyIntercept = false\n");
        var compilation = editorConfig.Apply(Source.Compile($"[assembly: DropPagesAfterFullWrite(On = typeof(Store), Method = nameof(Store.Save), File = \"path\")]\n{Code("new Store().Save(\"path\");")}", "/Sample.cs"));
        var report = Assert.Single(await RuleCatalog.RunAsync(compilation, editorConfig.Options), static report => report.Id == "IOP301");
        Assert.Equal(DiagnosticSeverity.Error, report.Severity);
        Assert.StartsWith("Each call of 'Save' bypasses [DropPagesAfterFullWrite] of the assembly because interception is off", report.GetMessage(null), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<Diagnostic>> ReportsOf(string attribute, string code)
    {
        var compilation = RuleCatalog.Generate(Source.Compile($"[assembly: {attribute}]\n{Code(code)}"));
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return [.. await RuleCatalog.RunAsync(compilation)];
    }

    private static string Code(string code) => $$"""
        public interface IStore { int Read(Stream file); }

        public class Store : IStore
        {
            public static bool Off => false;
            public void Save(string path) { }
            public int Fileless(int count) => count;
            public void Copy(Stream from, Stream to) => from.CopyTo(to);
            public int Load(Stream file, bool on) => 1;
            public async Task<int> LoadAsync(Stream file) { await Task.Yield(); return 1; }
            public IAsyncEnumerable<string> Lines(string path) => File.ReadLinesAsync(path);
            public SafeFileHandle Open(int number) => null!;
            public int Read(Stream file) => 1;
        }

        public static class Native { [System.Runtime.InteropServices.DllImport("native")] public static extern int Save(string path); }

        public static class Calls
        {
            public static void Run(FileStream file)
            {
                {{code}}
            }
        }
        """;
}
