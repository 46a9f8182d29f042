using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP304: a public ordinary method of a library has a policy, which callers without interceptors bypass.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class InterceptedPublicMethodAnalyzer() : PolicyAnalyzer(InterceptedPublicMethod)
{
    private static readonly DiagnosticDescriptor InterceptedPublicMethod = new(
        RuleIdentifiers.InterceptedPublicMethod,
        title: "Callers without interceptors bypass the policy of a public method",
        messageFormat: "Callers of '{0}' in F#, Visual Basic, Razor and older C# projects bypass {1}. Make '{0}' partial.",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "IoPolicy applies the policy of an ordinary method in the calling project, which needs C# 11 and the package. A partial method applies it itself.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.InterceptedPublicMethod));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        // Other projects rarely call the methods of a program.
        if (context.Compilation.Options.OutputKind is not (OutputKind.DynamicallyLinkedLibrary or OutputKind.NetModule))
        {
            return;
        }

        var methods = InterceptableMethods.Of(context.Compilation);
        ForEachPolicy(context, method =>
        {
            var symbol = method.Method;
            if (IsVisibleOutside(symbol)
                && symbol is { IsAbstract: false, ContainingType.IsExtension: false }
                && methods.GetBypassReason(symbol) == BypassReason.None
                && WrapperObstacles.ForPartial(symbol, symbol) == WrapperObstacle.None)
            {
                method.Report(Diagnostic.Create(
                    InterceptedPublicMethod, symbol.Locations[0], symbol.Name, PolicyNames.Bracketed(method.Policies[0].Options.Kind)));
            }
        });
    }

    private static bool IsVisibleOutside(ISymbol member)
    {
        for (var symbol = member; symbol is not (null or INamespaceSymbol); symbol = symbol.ContainingSymbol)
        {
            if (symbol.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }
}
