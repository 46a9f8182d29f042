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
    /// <summary>The diagnostic property with the bound, for the code fix.</summary>
    internal const string Bound = "bound";

    private static readonly DiagnosticDescriptor TooMuch = new(
        RuleIdentifiers.MaxBytesExceeded,
        title: "A header-only method reads more than MaxBytes",
        messageFormat: "'{0}' has [HeaderOnly] with MaxBytes = {1} but reads up to {2} of '{3}' ({4}). Raise MaxBytes, read less, or use [DropPagesAfterFullRead].",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The proven bound of a header-only method must not be larger than MaxBytes.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.MaxBytesExceeded));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        ForEachBound(context, PolicyKind.HeaderOnly, static (method, attribute, options, candidate, bounds) => Check(method, attribute, options, candidate.Name, bounds));
        ForEachOpenedBound(context, PolicyKind.HeaderOnly, static (method, attribute, options, opened) =>
        {
            foreach (var (site, bounds) in opened.Files)
            {
                Check(method, attribute, options, OpenedBounds.NameOf(site), bounds);
            }
        });
    }

    private static void Check(PolicyMethodContext method, AttributeData attribute, PolicyOptions options, string file, FileBounds bounds)
    {
        // A read of another parameter does not count, although that parameter can be the same file.
        var read = bounds.ReadByOwnName;
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
            Explanation.Bytes(read.Amount.Bytes),
            file,
            explanation.Text));
    }
}
