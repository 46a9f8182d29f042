using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP403: a P/Invoke of <c>posix_fadvise</c> in a project that references IoPolicy.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ManualFadviseAnalyzer() : PolicyAnalyzer(ManualFadvise)
{
    private static readonly DiagnosticDescriptor ManualFadvise = new(
        RuleIdentifiers.ManualFadvise,
        title: "A P/Invoke declares posix_fadvise",
        messageFormat: "'{0}' declares posix_fadvise. Use PageCache.Drop, WriteBackAndDrop, Prefetch or Expect.",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "posix_fadvise returns its error instead of setting errno, its offset type depends on the system, and it skips dirty pages. PageCache handles these cases and keeps the handle open.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.ManualFadvise));

    protected override void Start(CompilationStartAnalysisContext context) => context.RegisterSymbolAction(
        static symbol =>
        {
            if (symbol.Symbol is IMethodSymbol { IsStatic: true, PartialDefinitionPart: null } method && EntryPointOf(method) is "posix_fadvise" or "posix_fadvise64")
            {
                symbol.ReportDiagnostic(Diagnostic.Create(ManualFadvise, symbol.Symbol.Locations[0], symbol.Symbol.Name));
            }
        },
        SymbolKind.Method);

    private static string? EntryPointOf(IMethodSymbol method)
    {
        if (method.GetDllImportData() is { } import)
        {
            return import.EntryPointName ?? method.Name;
        }

        // GetDllImportData does not know LibraryImport, which a source generator implements.
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "LibraryImportAttribute" })
            {
                return attribute.NamedArguments.FirstOrDefault(static argument => argument.Key == "EntryPoint").Value.Value as string ?? method.Name;
            }
        }

        return null;
    }
}
