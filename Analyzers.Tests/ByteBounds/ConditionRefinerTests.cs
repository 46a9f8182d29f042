using System.Collections.Immutable;
using System.Globalization;
using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Evaluation;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Analyzers.Tests.ByteBounds;

/// <summary>
/// The ranges of variables after a condition. Before it, <c>k</c> is from 10 to 20, <c>a</c> has 64 elements, and every other parameter has any
/// value of its type. The smallest and largest 64-bit numbers are written as <c>min</c> and <c>max</c>.
/// </summary>
public sealed class ConditionRefinerTests
{
    [Theory]
    [InlineData("n < 40", "n", "-2147483648..39", "40..2147483647")]
    [InlineData("n <= 40", "n", "-2147483648..40", "41..2147483647")]
    [InlineData("n > 40", "n", "41..2147483647", "-2147483648..40")]
    [InlineData("n >= 40", "n", "40..2147483647", "-2147483648..39")]
    [InlineData("n == 40", "n", "40..40", "-2147483648..2147483647")]
    [InlineData("n != 40", "n", "-2147483648..2147483647", "40..40")]
    [InlineData("40 > n", "n", "-2147483648..39", "40..2147483647")]
    [InlineData("40 >= n", "n", "-2147483648..40", "41..2147483647")]
    [InlineData("40 < n", "n", "41..2147483647", "-2147483648..40")]
    [InlineData("40 <= n", "n", "40..2147483647", "-2147483648..39")]
    [InlineData("40 == n", "n", "40..40", "-2147483648..2147483647")]
    [InlineData("!(n < 40)", "n", "40..2147483647", "-2147483648..39")]
    [InlineData("((n)) < (40)", "n", "-2147483648..39", "40..2147483647")]
    [InlineData("k == 10", "k", "10..10", "11..20")]
    [InlineData("k == 20", "k", "20..20", "10..19")]
    [InlineData("k == 15", "k", "15..15", "10..20")]
    [InlineData("k == 9", "k", "impossible", "10..20")]
    [InlineData("k > 20", "k", "impossible", "10..20")]
    [InlineData("k < 21", "k", "10..20", "impossible")]
    [InlineData("n < k", "n", "-2147483648..19", "10..2147483647")]
    [InlineData("n < k", "k", "10..20", "10..20")]
    [InlineData("n > k", "n", "11..2147483647", "-2147483648..20")]
    [InlineData("b <= k", "b", "0..20", "11..255")]
    [InlineData("k <= b", "b", "10..255", "0..19")]
    [InlineData("n == k", "n", "10..20", "-2147483648..2147483647")]
    [InlineData("n < a.Length", "n", "-2147483648..63", "64..2147483647")]
    [InlineData("n < k + 5", "n", "-2147483648..24", "15..2147483647")]
    [InlineData("n < k - 5", "n", "-2147483648..14", "5..2147483647")]
    [InlineData("n < Math.Min(k, 15)", "n", "-2147483648..14", "10..2147483647")]
    [InlineData("l < 40", "l", "min..39", "40..max")]
    [InlineData("l < long.MaxValue", "l", "min..max", "max..max")]
    [InlineData("l > long.MaxValue", "l", "max..max", "min..max")]
    [InlineData("l > long.MinValue", "l", "min..max", "min..min")]
    [InlineData("l < long.MinValue", "l", "min..min", "min..max")]
    [InlineData("l == long.MinValue", "l", "min..min", "-9223372036854775807..max")]
    [InlineData("l == long.MaxValue", "l", "max..max", "min..9223372036854775806")]
    [InlineData("u < 40", "u", "0..39", "min..max")]
    [InlineData("u <= 40", "u", "0..40", "min..max")]
    [InlineData("u == 40", "u", "40..40", "min..max")]
    [InlineData("u > 40", "u", "min..max", "0..40")]
    [InlineData("u >= 40", "u", "min..max", "0..39")]
    [InlineData("u < (ulong)l", "u", "min..max", "min..max")]
    [InlineData("u < long.MaxValue", "u", "min..max", "min..max")]
    [InlineData("(uint)n <= 40", "n", "0..40", "-2147483648..2147483647")]
    [InlineData("(uint)n < 40", "n", "0..39", "-2147483648..2147483647")]
    [InlineData("(ulong)n <= 40", "n", "0..40", "-2147483648..2147483647")]
    [InlineData("(ulong)l <= 40", "l", "0..40", "min..max")]
    [InlineData("(long)n <= 40", "n", "-2147483648..40", "41..2147483647")]
    [InlineData("(int)b <= 40", "b", "0..40", "41..255")]
    [InlineData("(ulong)b <= 40", "b", "0..40", "0..255")]
    [InlineData("(byte)n <= 40", "n", "-2147483648..2147483647", "-2147483648..2147483647")]
    [InlineData("(int)i <= 40", "i", "0..4294967295", "0..4294967295")]
    [InlineData("(int)l <= 40", "l", "min..max", "min..max")]
    [InlineData("(n = k) > 15", "n", "16..2147483647", "-2147483648..15")]
    [InlineData("++n > 15", "n", "16..2147483647", "-2147483648..15")]
    [InlineData("n++ > 15", "n", "-2147483648..2147483647", "-2147483648..2147483647")]
    [InlineData("flag", "flag", "1..1", "0..0")]
    [InlineData("!flag", "flag", "0..0", "1..1")]
    [InlineData("flag == true", "flag", "1..1", "0..0")]
    [InlineData("n < 1.5", "n", "-2147483648..2147483647", "-2147483648..2147483647")]
    public void A_comparison_narrows_its_variable(string condition, string variable, string whenTrue, string whenFalse) => Check(condition, variable, whenTrue, whenFalse);

    [Theory]
    [InlineData("n is 40", "n", "40..40", "-2147483648..2147483647")]
    [InlineData("k is 10", "k", "10..10", "11..20")]
    [InlineData("n is < 40", "n", "-2147483648..39", "40..2147483647")]
    [InlineData("n is <= 40", "n", "-2147483648..40", "41..2147483647")]
    [InlineData("n is > 40", "n", "41..2147483647", "-2147483648..40")]
    [InlineData("n is >= 40", "n", "40..2147483647", "-2147483648..39")]
    [InlineData("n is not < 40", "n", "40..2147483647", "-2147483648..39")]
    [InlineData("n is not 40", "n", "-2147483648..2147483647", "40..40")]
    [InlineData("n is >= 10 and <= 40", "n", "10..40", "-2147483648..2147483647")]
    [InlineData("n is < 10 or > 40", "n", "-2147483648..2147483647", "10..40")]
    [InlineData("n is not (>= 10 and <= 40)", "n", "-2147483648..2147483647", "10..40")]
    [InlineData("n is not (< 10 or > 40)", "n", "10..40", "-2147483648..2147483647")]
    [InlineData("n is 8 or 16", "n", "8..16", "-2147483648..2147483647")]
    [InlineData("n is 16 or 8 or 12", "n", "8..16", "-2147483648..2147483647")]
    [InlineData("n is not (8 or 16)", "n", "-2147483648..2147483647", "8..16")]
    [InlineData("n is not 8 and not 16", "n", "-2147483648..2147483647", "8..16")]
    [InlineData("k is 12 or 30", "k", "12..12", "10..20")]
    [InlineData("k is 30 or 12", "k", "12..12", "10..20")]
    [InlineData("k is 5 or 30", "k", "impossible", "10..20")]
    [InlineData("k is > 20 and (25 or 30)", "k", "impossible", "10..20")]
    [InlineData("u is <= 40", "u", "0..40", "min..max")]
    [InlineData("u is 8 or 16", "u", "8..16", "min..max")]
    [InlineData("n is var x", "n", "-2147483648..2147483647", "-2147483648..2147483647")]
    public void A_pattern_narrows_its_value(string condition, string variable, string whenTrue, string whenFalse) => Check(condition, variable, whenTrue, whenFalse);

    private static void Check(string condition, string variable, string whenTrue, string whenFalse)
    {
        var compilation = Source.Compile($"class C {{ bool M(int n, int k, long l, ulong u, uint i, byte b, bool flag, byte[] a) => {condition}; }}");
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static each => each.Severity == DiagnosticSeverity.Error));
        var tree = compilation.SyntaxTrees.Single();
        var model = compilation.GetSemanticModel(tree);
        var syntax = tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<MethodDeclarationSyntax>().Single();
        var method = (IMethodSymbol)model.GetDeclaredSymbol(syntax, TestContext.Current.CancellationToken)!;
        var body = model.GetOperation(syntax, TestContext.Current.CancellationToken)!;
        var operation = model.GetOperation(syntax.ExpressionBody!.Expression, TestContext.Current.CancellationToken)!;
        var values = method.Parameters.ToImmutableDictionary<IParameterSymbol, ISymbol, AbstractValue>(static each => each, ValueOf, SymbolEqualityComparer.Default);
        var scope = new MethodScope(method, new VariableUsage(method, body), values, TypeArguments.None, new MemberValues(SemanticModels.Of(compilation)), TestContext.Current.CancellationToken);
        var before = values.Aggregate(AbstractState.Empty, static (state, each) => state.With(each.Key, each.Value));
        var parameter = method.Parameters.Single(each => each.Name == variable);
        Assert.Equal((whenTrue, whenFalse), (Range(true), Range(false)));

        string Range(bool outcome) => new ConditionRefiner(scope).Assume(operation, outcome, before) is not { } state ? "impossible"
            : state.Variables[parameter] is NumberValue { Range: var range } ? $"{Bound(range.Low)}..{Bound(range.High)}" : "no number";
    }

    private static AbstractValue ValueOf(IParameterSymbol parameter) => parameter.Name switch
    {
        "a" => new BufferValue(Interval.Exactly(64), Origin.Constant),
        "k" => new NumberValue(new(10, 20), Origin.Constant),
        _ => new NumberValue(Interval.RangeOf(parameter.Type), Origin.Constant),
    };

    private static string Bound(long bound) => bound == long.MinValue ? "min" : bound == long.MaxValue ? "max" : bound.ToString(CultureInfo.InvariantCulture);
}
