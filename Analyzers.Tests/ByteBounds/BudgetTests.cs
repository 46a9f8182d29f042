using System.Globalization;
using System.Text;
using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Evaluation;
using IoPolicy.Analyzers.ByteBounds.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Analyzers.Tests.ByteBounds;

/// <summary>The budget of a query. Its cost and its answer depend on the query alone.</summary>
public sealed class BudgetTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3, "64")]
    [InlineData(12, "unknown")]
    public void A_call_graph_has_a_bound_unless_it_is_too_wide(int levels, string expected)
    {
        var compilation = Compile(Levels(levels) + "void M(Stream file) => L0(file, 0);");
        var budget = new QueryBudget(QueryBudget.DefaultSteps, Cancellation);
        var bounds = new Query(CompilationFacts.Of(compilation), budget).Answer(Method(compilation, "M"), path: null)!;

        Assert.Equal(expected, Read(bounds));
        Assert.InRange(budget.Spent, 1, QueryBudget.DefaultSteps);
    }

    [Fact]
    public void A_wide_call_graph_with_equal_arguments_is_cheap()
    {
        var compilation = Compile(Levels(12, sameArguments: true) + "void M(Stream file) => L0(file, 0);");

        Assert.Equal((1 << 24).ToString(CultureInfo.InvariantCulture), Read(new ByteBoundAnalysis(compilation).Analyze(Method(compilation, "M"), path: null, Cancellation)!));
    }

    [Fact]
    public void The_budget_is_exact()
    {
        var compilation = Compile(Levels(3) + "void M(Stream file) => L0(file, 0);");
        var cost = Cost(compilation, "M");

        Assert.Equal("64", Read(new ByteBoundAnalysis(compilation, cost).Analyze(Method(compilation, "M"), path: null, Cancellation)!));
        Assert.Equal("unknown", Read(new ByteBoundAnalysis(compilation, cost - 1).Analyze(Method(compilation, "M"), path: null, Cancellation)!));
    }

    [Fact]
    public void An_answer_does_not_depend_on_earlier_queries()
    {
        // Part and Whole have a callee in common. If Whole reused the summary of this callee from Part, it would cost less, and have a bound.
        var compilation = Compile(Levels(3) + "void Whole(Stream file) => L0(file, 0); void Part(Stream file) => L1(file, 0);");
        var steps = Cost(compilation, "Whole") - 1;

        AssertSameInEachOrder(compilation, steps, [("Whole", "unknown"), ("Part", "16")]);
    }

    [Fact]
    public void An_answer_about_recursive_calls_does_not_depend_on_earlier_queries()
    {
        // Up calls Odd, Even, and Odd again. The analysis does not follow the second call of Odd, so the summary of Even is unknown. For Down, Even
        // calls Odd for the first time, so Down must not reuse that summary.
        var compilation = Compile("""
            void Odd(Stream file, byte[] more) { file.ReadByte(); if (more.Length == 1) { Even(file, new byte[1]); } }
            void Even(Stream file, byte[] more) { file.ReadByte(); if (more.Length == 1) { Odd(file, new byte[0]); } }
            void Up(Stream file) => Odd(file, new byte[1]);
            void Down(Stream file) => Even(file, new byte[1]);
            """);

        AssertSameInEachOrder(compilation, QueryBudget.DefaultSteps, [("Up", "unknown"), ("Down", "2")]);
    }

    [Fact]
    public void Many_recursive_calls_cost_nothing()
    {
        var compilation = Compile(Ring(40, [1, 3, 7]) + "void Outside(Stream file) { file.CopyTo(Stream.Null); M0(file, 9); } void Header(Stream file) { file.ReadByte(); M0(file, 9); }");
        var budget = new QueryBudget(QueryBudget.DefaultSteps, Cancellation);
        var facts = CompilationFacts.Of(compilation);

        Assert.Equal("unknown", Read(new Query(facts, budget).Answer(Method(compilation, "M7"), path: null)!));
        Assert.Equal(0, budget.Spent);
        Assert.Equal(0, facts.Bodies.Count);
        AssertSameInEachOrder(compilation, QueryBudget.DefaultSteps, [("Outside", "whole"), ("Header", "unknown"), ("M0", "unknown")]);
    }

    [Fact]
    public async Task No_rule_reports_the_bytes_of_many_recursive_calls()
    {
        var compilation = Source.Compile($$"""
            public class Sample
            {
            {{Ring(200, [1, 3, 7]).Replace("void M", "[HeaderOnly] public void M", StringComparison.Ordinal)}}
            [HeaderOnly(MaxBytes = 4)] public void Control(Stream file) => file.ReadExactly(new byte[5]);
            }
            """);
        var found = await compilation.WithAnalyzers(RuleCatalog.Analyzers).GetAnalyzerDiagnosticsAsync(Cancellation);

        Assert.Equal(["IOP103"], found.Select(static diagnostic => diagnostic.Id).Where(static id => id.StartsWith("IOP1", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_external_method_and_an_iterator_have_no_answer()
    {
        var compilation = Compile(Ring(40, [1, 3, 7]) + "[System.Runtime.InteropServices.DllImport(\"c\")] static extern void M0(Stream file); System.Collections.Generic.IEnumerable<int> M1(Stream file) { yield return file.ReadByte(); }");

        Assert.All(["M0", "M1"], name => Assert.Null(new ByteBoundAnalysis(compilation).Analyze(
            compilation.GetTypeByMetadataName("Sample")!.GetMembers(name).OfType<IMethodSymbol>().Single(static method => method.Parameters.Length == 1), path: null, Cancellation)));
    }

    [Theory]
    [InlineData(100, "1")]
    [InlineData(1_600, null)]
    public void Code_that_is_too_long_is_not_analyzed(int statements, string? expected)
    {
        var compilation = Compile($"int M(Stream file) {{ var sum = 0; {string.Concat(Enumerable.Repeat("sum = unchecked(sum + 1);\n", statements))} return file.ReadByte(); }}");

        Assert.Equal(expected, new ByteBoundAnalysis(compilation).Analyze(Method(compilation, "M"), path: null, Cancellation) is { } bounds ? Read(bounds) : null);
    }

    [Fact]
    public void Recursion_of_an_ordinary_size_is_followed()
    {
        var ring = Compile(Ring(20, [1]));
        var parser = Compile(Ring(8, [1, 2, 3]) + "void Start(Stream file) { file.CopyTo(Stream.Null); M0(file, 9); }");

        Assert.Equal("unknown", Read(new ByteBoundAnalysis(ring).Analyze(Method(ring, "M0"), path: null, Cancellation)!));
        Assert.InRange(Cost(ring, "M0"), 1, QueryBudget.DefaultSteps);
        Assert.InRange(Cost(parser, "Start"), 1, QueryBudget.DefaultSteps);
    }

    [Fact]
    public void The_analysis_keeps_no_answer_of_a_cancelled_query()
    {
        var compilation = Compile(Levels(3) + "void M(Stream file) => L0(file, 0);");
        var analysis = new ByteBoundAnalysis(compilation);
        var method = Method(compilation, "M");

        Assert.ThrowsAny<OperationCanceledException>(() => analysis.Analyze(method, path: null, new CancellationToken(canceled: true)));
        Assert.Equal("64", Read(analysis.Analyze(method, path: null, Cancellation)!));
    }

    [Fact]
    public void Each_step_checks_for_cancellation()
    {
        using var source = new CancellationTokenSource();
        var budget = new QueryBudget(2, source.Token);
        budget.Spend();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => budget.Spend());
        Assert.Equal(1, budget.Spent);
    }

    [Fact]
    public void All_rules_share_the_analysis_of_a_compilation_and_its_answers()
    {
        var (compilation, other) = (Compile("void M(Stream file) => file.ReadByte();"), Compile("void M(Stream file) => file.ReadByte();"));
        var method = Method(compilation, "M");

        Assert.Same(ByteBoundAnalysis.Of(compilation), ByteBoundAnalysis.Of(compilation));
        Assert.NotSame(ByteBoundAnalysis.Of(compilation), ByteBoundAnalysis.Of(other));
        Assert.Same(
            ByteBoundAnalysis.Of(compilation).Analyze(method, path: null, Cancellation),
            ByteBoundAnalysis.Of(compilation).Analyze(method, path: null, Cancellation));
    }

    [Fact]
    public void Rules_on_several_threads_share_one_query()
    {
        var compilation = Compile(Levels(4) + "void M(Stream file) => L0(file, 0);");
        var (analysis, method) = (new ByteBoundAnalysis(compilation), Method(compilation, "M"));
        Parallel.For(0, 16, _ => analysis.Analyze(method, path: null, Cancellation));

        Assert.Equal(1, analysis.Queries);
    }

    private static void AssertSameInEachOrder(Compilation compilation, int steps, (string Method, string Read)[] expected)
    {
        string Ask(ByteBoundAnalysis analysis, string method) => Read(analysis.Analyze(Method(compilation, method), path: null, Cancellation)!);

        var forwards = new ByteBoundAnalysis(compilation, steps);
        Assert.Equal(expected, expected.Select(query => (query.Method, Ask(forwards, query.Method))));

        var backwards = new ByteBoundAnalysis(compilation, steps);
        Assert.Equal(expected.Reverse(), expected.Reverse().Select(query => (query.Method, Ask(backwards, query.Method))));

        var together = new ByteBoundAnalysis(compilation, steps);
        var answers = new string[expected.Length];
        Parallel.For(0, expected.Length, index => answers[index] = Ask(together, expected[index].Method));
        Assert.Equal(expected.Select(static query => query.Read), answers);
    }

    /// <summary>Creates methods L0, L1, …. Each of them calls the next one four times, and the last one reads a byte.</summary>
    private static string Levels(int count, bool sameArguments = false)
    {
        var methods = new StringBuilder();
        for (var level = 0; level < count; level++)
        {
            var calls = Enumerable.Range(0, 4).Select(call => $"L{level + 1}(file, {(sameArguments ? "n" : $"n * 4 + {call}")});");
            methods.AppendLine(CultureInfo.InvariantCulture, $"void L{level}(Stream file, int n) {{ {string.Join(" ", calls)} }}");
        }

        return methods.AppendLine(CultureInfo.InvariantCulture, $"void L{count}(Stream file, int n) => file.ReadByte();").ToString();
    }

    /// <summary>Creates methods M0, M1, …. Each of them reads a byte and calls, for each number in the steps, the method that is that many places further.</summary>
    private static string Ring(int count, int[] steps) => string.Join('\n', Enumerable.Range(0, count).Select(index =>
        $"void M{index}(Stream file, int n) {{ if (n < 0 || file.ReadByte() < 0) {{ return; }} {string.Join(' ', steps.Select(step => $"M{(index + step) % count}(file, n - 1);"))} }}"));

    private static int Cost(Compilation compilation, string method)
    {
        var budget = new QueryBudget(QueryBudget.DefaultSteps, Cancellation);
        new Query(CompilationFacts.Of(compilation), budget).Answer(Method(compilation, method), path: null);
        return budget.Spent;
    }

    private static string Read(MethodBounds bounds) => bounds.Of(FileSource.Parameter(bounds.Method.Parameters[0])).Read.Amount.ToString();

    private static IMethodSymbol Method(Compilation compilation, string name) =>
        compilation.GetTypeByMetadataName("Sample")!.GetMembers(name).OfType<IMethodSymbol>().Single();

    private static CSharpCompilation Compile(string members)
    {
        var compilation = Source.Compile($"public class Sample\n{{\n{members}\n}}\n");
        Assert.Empty(compilation.GetDiagnostics(Cancellation).Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return compilation;
    }
}
