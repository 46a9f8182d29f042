using Generators.Tests.Infrastructure;
using IoPolicy.Analyzers.Rules;
using IoPolicy.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Generators.Tests.Running;

/// <summary>
/// Runs every kind of call on a real file, with each wrapper. The partial wrapper applies to all calls, and no rule reports.
/// The interceptor wrapper applies to direct calls, and IOP301 and IOP302 report the others. Reflection and a dynamic receiver
/// are out of reach, because the compiler knows no method for them.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class CallKindTests : GeneratedCodeTests
{
    [Theory]
    [InlineData("direct", "new Reader().Read(file)", Outcome.Applied)]
    [InlineData("conditional access", "((Reader?)new Reader())?.Read(file) ?? 0", Outcome.Applied)]
    [InlineData("static", "Reader.Scan(file)", Outcome.Applied)]
    [InlineData("named arguments", "Reader.Scan(file: file)", Outcome.Applied)]
    [InlineData("inside a lambda", "((Func<int>)(() => Reader.Scan(file)))()", Outcome.Applied)]
    [InlineData("inside LINQ", "new[] { file }.Select(one => Reader.Scan(one)).Single()", Outcome.Applied)]
    [InlineData("inside a query over objects", "(from one in new[] { file } select Reader.Scan(one)).Single()", Outcome.Applied)]
    [InlineData("inside a local function that captures", "Local(file)", Outcome.Applied)]
    [InlineData("on a type parameter constrained to the class", "Constrained(new Reader(), file)", Outcome.Applied)]
    [InlineData("default interface method", "((IDefault)new Reader()).Fallback(file)", Outcome.Applied)]
    [InlineData("base call of a method that nothing overrides", "new Heir().Sum(file)", Outcome.Applied)]
    [InlineData("base call inside a lambda", "new Heir().Later(file)()", Outcome.Applied)]
    [InlineData("base call inside an async method", "new Heir().SumAsync(file).Result", Outcome.Applied)]
    [InlineData("delegate", "Invoke(new Reader().Read, file)", Outcome.ReportedAtUse)]
    [InlineData("method group in LINQ", "new[] { file }.Select(Reader.Scan).Single()", Outcome.ReportedAtUse)]
    [InlineData("interface", "((IReader)new Reader()).Read(file)", Outcome.ReportedAtDeclaration)]
    [InlineData("base type", "((Base)new Reader()).Read(file)", Outcome.ReportedAtDeclaration)]
    [InlineData("base call", "new Derived().Read(file)", Outcome.ReportedAtUse)]
    [InlineData("type parameter constrained to the interface", "Generic(new Reader(), file)", Outcome.ReportedAtDeclaration)]
    [InlineData("expression tree", "Compiled(file)", Outcome.ReportedAtUse)]
    [InlineData("dynamic", "(int)((dynamic)new Reader()).Read(file)", Outcome.OutOfReach)]
    [InlineData("reflection by nameof", "(int)typeof(Reader).GetMethod(nameof(Reader.Scan))!.Invoke(null, [file])!", Outcome.OutOfReach)]
    [InlineData("function pointer", "Pointer(file)", Outcome.ReportedAtUse)]
    public async Task Each_call_has_the_policy_or_a_report(string way, string call, Outcome outcome)
    {
        var partial = Compile(call, isPartial: true);
        Assert.True(ArePagesDropped(partial), $"{way}, partial");
        Assert.Empty(await Reports(partial));

        var intercepted = Compile(call, isPartial: false);
        Assert.Equal(outcome == Outcome.Applied, ArePagesDropped(intercepted));
        var reports = await Reports(intercepted);

        Assert.Equal(outcome == Outcome.ReportedAtUse, reports.Any(report => report.Id == "IOP301" && IsInUse(report, call)));

        // In every row, IOP302 reports the declaration of Read, because calls of the base's or the interface's method bypass its policy.
        Assert.Equal("Read", Text(Assert.Single(reports, report => report.Id == "IOP302")));
    }

    /// <summary>The effect of the generator on a use of an ordinary method.</summary>
    public enum Outcome
    {
        Applied,
        ReportedAtUse,
        ReportedAtDeclaration,
        OutOfReach,
    }

    /// <summary>Whether the report is in the row's own expression, or in the helper that it calls. Each source has all helpers.</summary>
    private static bool IsInUse(Diagnostic report, string call)
    {
        var member = report.Location.SourceTree!.GetRoot().FindNode(report.Location.SourceSpan)
            .AncestorsAndSelf().OfType<MethodDeclarationSyntax>().First();
        var type = ((TypeDeclarationSyntax)member.Parent!).Identifier.ValueText;
        return member.Identifier.ValueText == "Run"
            || call.StartsWith(member.Identifier.ValueText + "(", StringComparison.Ordinal)
            || (type == "Derived" && call.Contains("new Derived()", StringComparison.Ordinal));
    }

    private static string Text(Diagnostic report) => report.Location.SourceTree!.ToString().Substring(report.Location.SourceSpan.Start, report.Location.SourceSpan.Length);

    private static async Task<List<Diagnostic>> Reports(GeneratorRun run) =>
        [.. await run.Output.WithAnalyzers([new BypassingCallAnalyzer(), new PolicyNotInheritedAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken)];

    private static GeneratorRun Compile(string call, bool isPartial) =>
        GeneratorRun.From(GeneratorRun.Compilation("Ways" + isPartial, [Source(call, isPartial)])).CompilesWithoutWarnings();

    private bool ArePagesDropped(GeneratorRun run)
    {
        var sample = SampleFile.Create(Scratch.File("sample"), 128 * 1024);
        var assembly = Load(run.Output.ToBytes());
        using (var file = sample.OpenRead())
        {
            Assert.Equal(128 * 1024, assembly.GetType("Entry", throwOnError: true)!.GetMethod("Run")!.Invoke(null, [file]));
        }

        return sample.CachedPages == 0;
    }

    private static string Source(string call, bool isPartial) => $$"""
        using System.Linq.Expressions;

        public interface IReader { int Read(FileStream file); }

        public partial interface IDefault
        {
            {{Method("public", "int Fallback(FileStream file)", isPartial)}}
        }

        public abstract class Base { public abstract int Read(FileStream file); }

        public partial class Reader : Base, IReader, IDefault
        {
            {{Method("public override", "int Read(FileStream file)", isPartial)}}
            {{Method("public static", "int Scan(FileStream file)", isPartial)}}
            {{Method("protected", "int Sum(FileStream file)", isPartial)}}
        }

        public class Derived : Reader { public override int Read(FileStream file) => base.Read(file); }

        public class Heir : Reader
        {
            public new int Sum(FileStream file) => base.Sum(file);
            public Func<int> Later(FileStream file) => () => base.Sum(file);
            public async Task<int> SumAsync(FileStream file) { await Task.Yield(); return base.Sum(file); }
        }

        public static class Drain
        {
            public static int All(FileStream file)
            {
                var total = 0;
                for (var buffer = new byte[8192]; file.Read(buffer) is > 0 and var read; total += read) { }
                return total;
            }
        }

        public static class Entry
        {
            public static int Run(FileStream file)
            {
                return {{call}};
                {{(call.StartsWith("Local", StringComparison.Ordinal) ? "int Local(FileStream other) => Reader.Scan(file ?? other);" : "")}}
            }

            private static int Invoke(Func<FileStream, int> read, FileStream file) => read(file);

            private static int Constrained<T>(T reader, FileStream file) where T : Reader => reader.Read(file);

            private static int Generic<T>(T reader, FileStream file) where T : IReader => reader.Read(file);

            private static int Compiled(FileStream file)
            {
                Expression<Func<FileStream, int>> tree = one => Reader.Scan(one);
                return tree.Compile()(file);
            }

            private static unsafe int Pointer(FileStream file)
            {
                delegate*<FileStream, int> pointer = &Reader.Scan;
                return pointer(file);
            }
        }
        """;

    private static string Method(string modifiers, string signature, bool isPartial)
    {
        var body = signature.Replace("(", "Core(", StringComparison.Ordinal);
        var isStatic = modifiers.Contains("static", StringComparison.Ordinal) ? "static " : "";
        return isPartial
            ? $"[DropPagesAfterFullRead] {modifiers} partial {signature};\nprivate {isStatic}{body} => Drain.All(file);"
            : $"[DropPagesAfterFullRead] {modifiers} {signature} => Drain.All(file);";
    }
}
