using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP403: a P/Invoke of <c>posix_fadvise</c>, written by hand beside a library that has it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ManualFadviseAnalyzer() : PolicyAnalyzer(ManualFadvise)
{
    private static readonly DiagnosticDescriptor ManualFadvise = new(
        RuleIdentifiers.ManualFadvise,
        title: "A hand-written P/Invoke of posix_fadvise",
        messageFormat: "'{0}' is posix_fadvise by hand; use PageCache.Drop, WriteBackAndDrop, Prefetch or Expect, which keep the handle open, and hold on every system",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "posix_fadvise returns its error, takes offsets whose size depends on the system, and skips dirty pages.",
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

        // A source-generated import: LibraryImport is an attribute like any other.
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
