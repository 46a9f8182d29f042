using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP004: a partial method with a policy has no <c>…Core</c> body, or one with another name or signature.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MissingBodyAnalyzer() : PolicyAnalyzer(NoBody, OtherName, OtherSignature)
{
    private const string Title = "A partial method with a policy has no body";
    private const string Description =
        "IoPolicy implements a partial method with a policy. You write its body: a method with the same signature, and with Core at the end of its name, before Async.";

    private static readonly DiagnosticDescriptor NoBody = new(
        RuleIdentifiers.MissingBody,
        Title,
        messageFormat: "'{0}' has {1} but no body. Write '{2}' with the same signature.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.MissingBody));

    private static readonly DiagnosticDescriptor OtherName = new(
        RuleIdentifiers.MissingBody,
        Title,
        messageFormat: "'{0}' has {1}, but '{3}' is not the name of its body. Rename '{3}' to '{2}'.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.MissingBody));

    private static readonly DiagnosticDescriptor OtherSignature = new(
        RuleIdentifiers.MissingBody,
        Title,
        messageFormat: "'{0}' has {1}, but '{2}' has another signature. Give '{2}' the parameters, type parameters, result and static modifier of '{0}'.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.MissingBody));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, static method =>
    {
        var symbol = method.Method;
        if (!InterceptableMethods.HasPartialWrapper(symbol) || PolicyBody.Find(symbol) is not null)
        {
            return;
        }

        var name = PolicyBody.NameFor(symbol.Name);
        var misnamed = PolicyBody.FindMisnamed(symbol);
        var others = symbol.ContainingType.GetMembers(name);
        var descriptor = !others.IsEmpty ? OtherSignature : misnamed is not null ? OtherName : NoBody;
        object[] arguments = [symbol.Name, PolicyNames.Bracketed(method.Policies[0].Options.Kind), name];
        method.Report(Diagnostic.Create(
            descriptor,
            symbol.Locations[0],
            InSource(descriptor == OtherName ? [misnamed!] : others),
            descriptor == OtherName ? [.. arguments, misnamed!.Name] : arguments));
    });

    private static ImmutableArray<Location> InSource(ImmutableArray<ISymbol> members) =>
        [.. members.SelectMany(static member => member.Locations.Where(static location => location.IsInSource))];
}
