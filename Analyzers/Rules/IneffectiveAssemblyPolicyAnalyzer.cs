using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP009: a policy of the assembly names no method that can have it, or covers no call.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IneffectiveAssemblyPolicyAnalyzer() : PolicyAnalyzer(Ineffective)
{
    private static readonly DiagnosticDescriptor Ineffective = new(
        RuleIdentifiers.IneffectiveAssemblyPolicy,
        title: "A policy of the assembly covers no call",
        messageFormat: "{0} of the assembly has no effect because {1}. {2}.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "An attribute of the assembly covers the calls of the method that On and Method name.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.IneffectiveAssemblyPolicy));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachAssemblyPolicy(context, static policy =>
    {
        if (Describe(policy) is var (argument, reason, action))
        {
            policy.Report(Diagnostic.Create(Ineffective, policy.LocationOf(argument), policy.Name, reason, action));
        }
        else if (!policy.Policy.Methods.IsEmpty && DescribeCalls(policy) is var (fact, change))
        {
            // The calling code may not be written yet, so this is a warning.
            policy.Report(Diagnostic.Create(Ineffective, policy.LocationOf(), DiagnosticSeverity.Warning, additionalLocations: null, properties: null, policy.Name, fact, change));
        }
    });

    private static (string? Argument, string Reason, string Action)? Describe(AssemblyPolicyContext policy)
    {
        var (method, type) = (policy.Options.Method, policy.Policy.Type);
        switch (policy.Policy.Fault)
        {
            case AssemblyPolicyFault.NoTarget:
                return (null, "it names no method", "Set On = typeof(...) and Method = nameof(...)");
            case AssemblyPolicyFault.ConstructedType:
                return (nameof(PolicyOptions.On), $"'{type!.Name}' is one construction of a generic type, and an interceptor covers all of them", "Use the open type, such as typeof(Store<>)");
            case AssemblyPolicyFault.InheritedStatic:
                return (nameof(PolicyOptions.On), $"'{method}' is a static method of a base type of '{type!.Name}'", "Use the type that declares it");
            case AssemblyPolicyFault.NoMethod when type is null || !type.GetMembers(method!).IsEmpty || method == type.Name || method == ".ctor":
                return (nameof(PolicyOptions.Method), $"'{method}' is not an ordinary method, and the compiler intercepts calls of ordinary methods only", "Name a method");
            case AssemblyPolicyFault.NoMethod:
                return (nameof(PolicyOptions.Method), $"'{type.Name}' has no method '{method}' that this assembly can access", "Correct the name");
        }

        var compilation = policy.Compilation;
        if (policy.Policy.Named.All(named => !IsAccessible(named, compilation)))
        {
            return (nameof(PolicyOptions.Method), $"this assembly cannot access '{method}'", "Name an accessible method");
        }

        return !policy.Policy.Methods.IsEmpty && policy.Policy.Methods.All(static named => !PolicyReader.Read(named.PartialDefinitionPart ?? named).IsEmpty)
            ? (null, $"'{method}' has a policy of its own", "Remove one of the two attributes")
            : null;
    }

    private static (string Reason, string Action)? DescribeCalls(AssemblyPolicyContext policy)
    {
        var method = policy.Options.Method;
        return policy.Policy.Methods.Any(IsLazy) && policy.Options.Kind != PolicyKind.HeaderOnly
                ? ($"'{method}' returns a sequence, which can read the file after it has returned", "Drop the pages with PageCache.Drop after the last read")
            : !HasUse(policy) ? ($"this assembly does not call '{method}'", "Correct On and Method, or remove the attribute")
            : null;
    }

    /// <summary>Whether code of this assembly can call the method. A protected method counts, because a derived type can call it.</summary>
    private static bool IsAccessible(IMethodSymbol method, Compilation compilation) =>
        compilation.IsSymbolAccessibleWithin(method, compilation.Assembly)
        || method.DeclaredAccessibility is Accessibility.Protected or Accessibility.ProtectedOrInternal or Accessibility.ProtectedAndInternal
        || SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly);

    private static bool IsLazy(IMethodSymbol method) =>
        method.ReturnType is INamedTypeSymbol { Name: "IEnumerable" or "IEnumerator" or "IQueryable" } type && (type.IsIn("System.Collections.Generic") || type.IsIn("System.Collections") || type.IsIn("System.Linq"));

    /// <summary>Whether the user's code names the method, in a call or otherwise. IOP301 reports uses that bypass the policy.</summary>
    private static bool HasUse(AssemblyPolicyContext policy)
    {
        var (compilation, cancellation) = (policy.Compilation, policy.CancellationToken);
        var names = NameOccurrences.Of(compilation, cancellation);
        var models = SemanticModels.Of(compilation);
        return compilation.SyntaxTrees.Where(static tree => !IsGenerated(tree)).Any(tree => names.In(tree, cancellation).Any(found =>
            found.Name == policy.Options.Method
            && found.Place is SimpleNameSyntax name
            && models.Of(tree) is { } model
            && IsUse(name, model, policy.Policy, cancellation)));
    }

    private static bool IsUse(SimpleNameSyntax name, SemanticModel model, AssemblyPolicy policy, CancellationToken cancellation)
    {
        if (name.FirstAncestorOrSelf<AttributeSyntax>() is not null)
        {
            return false;
        }

        var symbols = model.GetSymbolInfo(name, cancellation);
        var receiver = name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => model.GetTypeInfo(access.Expression, cancellation).Type,
            MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>() is { } access ? model.GetTypeInfo(access.Expression, cancellation).Type : null,
            _ => EnclosingType(model, name.SpanStart, cancellation),
        };
        return symbols.CandidateSymbols.Insert(0, symbols.Symbol!).OfType<IMethodSymbol>().Any(method => policy.Covers(InterceptableCall.TargetOf(method), receiver));
    }

    private static INamedTypeSymbol? EnclosingType(SemanticModel model, int position, CancellationToken cancellation) =>
        model.GetEnclosingSymbol(position, cancellation) is { } symbol ? symbol as INamedTypeSymbol ?? symbol.ContainingType : null;

    private static bool IsGenerated(SyntaxTree tree) =>
        tree.FilePath.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase) || tree.FilePath.EndsWith(".generated.cs", StringComparison.OrdinalIgnoreCase);
}
