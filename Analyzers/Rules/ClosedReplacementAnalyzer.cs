using IoPolicy.Analyzers.Operations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP012: the body of a method with <c>[ReplacesFile]</c> closes the stream of the new file.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClosedReplacementAnalyzer() : PolicyAnalyzer(ClosedReplacement)
{
    private static readonly DiagnosticDescriptor ClosedReplacement = new(
        RuleIdentifiers.ClosedReplacement,
        title: "The body of [ReplacesFile] closes the stream",
        messageFormat: "'{0}' closes '{1}', which [ReplacesFile] on '{2}' flushes to disk and closes after the body. {3}.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The generated method owns the stream. It flushes and closes the stream, and then gives the file its name.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.ClosedReplacement));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachReplacingBody(context, static (body, file) =>
    {
        var stream = body.Symbol.Parameters[file.Writer.StreamIndex];
        if (FileClosing.Find([.. body.Operations], stream) is not { Place: { } place } closing)
        {
            return;
        }

        // The commit tolerates a closed stream. Code rarely writes after a writer has closed the stream, so that is only a suggestion.
        body.Report(Diagnostic.Create(
            ClosedReplacement,
            place.GetLocation(),
            closing.IsWrapper ? DiagnosticSeverity.Info : ClosedReplacement.DefaultSeverity,
            additionalLocations: null,
            properties: null,
            body.Symbol.Name,
            stream.Name,
            file.Method.Name,
            closing.IsWrapper ? "Pass leaveOpen: true" : "Let the generated method close it"));
    });
}
