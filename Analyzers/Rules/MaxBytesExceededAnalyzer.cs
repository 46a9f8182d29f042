using System.Collections.Immutable;
using System.Globalization;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP103: <c>[HeaderOnly]</c> on a method whose proven bound is larger than <c>MaxBytes</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MaxBytesExceededAnalyzer() : PolicyAnalyzer(TooMuch)
{
    /// <summary>The property of the diagnostic that holds the bound, for the code fix.</summary>
    internal const string Bound = "bound";

    private static readonly DiagnosticDescriptor TooMuch = new(
        RuleIdentifiers.MaxBytesExceeded,
        title: "A header-only read reads more than it says",
        messageFormat: "'{0}' carries [HeaderOnly] with MaxBytes = {1} but reads up to {2} bytes of '{3}': {4}; raise MaxBytes, read less, or use [DropPagesAfterFullRead]",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "MaxBytes is what readers of the attribute rely on: the proven bound may not be larger.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.MaxBytesExceeded));

    protected override void Start(CompilationStartAnalysisContext context) =>
        ForEachBound(context, PolicyKind.HeaderOnly, static (method, attribute, options, candidate, bounds) =>
        {
            // What is read of another file, which may be the same one, is not held against this one.
            var read = bounds.ReadItself;
            if (!read.Amount.IsConstant || read.Amount.Bytes <= options.MaxBytes)
            {
                return;
            }

            var bound = read.Amount.Bytes.ToString(CultureInfo.InvariantCulture);
            var explanation = Explanation.Of(read);
            method.Report(Diagnostic.Create(
                TooMuch,
                method.LocationOf(attribute),
                explanation.Locations,
                ImmutableDictionary<string, string?>.Empty.Add(Bound, bound),
                method.Method.Name,
                options.MaxBytes.ToString(CultureInfo.InvariantCulture),
                bound,
                candidate.Name,
                explanation.Text));
        });
}
