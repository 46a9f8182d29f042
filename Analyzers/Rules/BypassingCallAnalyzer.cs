using System.Collections.Immutable;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP301: a use of an ordinary method with a policy that the interceptor carrier does not carry. What it carries is
/// decided by the predicates that the generator itself asks, so that each use is either carried or reported.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BypassingCallAnalyzer() : PolicyAnalyzer(BypassingCall)
{
    private static readonly DiagnosticDescriptor BypassingCall = new(
        RuleIdentifiers.BypassingCall,
        title: "This use of the method escapes its policy",
        messageFormat: "{0} of '{1}' escapes {2}: {3}; make '{1}' partial, so that whoever calls it is covered",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A policy on an ordinary method is carried by intercepting its calls; a use that cannot be intercepted runs without the policy.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.BypassingCall));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        var policies = new MethodPolicies(context.Compilation);
        var methods = new InterceptableMethods(context.Compilation);
        var isOff = InterceptorSwitch.IsOff(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions)
            || context.Compilation is CSharpCompilation { LanguageVersion: < LanguageVersion.CSharp11 };
        if (isOff)
        {
            ForEachPolicy(context, method => CheckDeclaration(method, methods));
        }

        ForEachOperation(
            context,
            AnnotatedNames.Of(context.Compilation, context.CancellationToken).All,
            use =>
            {
                var (method, why, subject) = Escape(use.Operation, policies, methods, use.Caller, isOff);
                if (method is not null)
                {
                    use.Report(Diagnostic.Create(
                        BypassingCall,
                        PlaceOf(use.Operation.Syntax),
                        Declaration(method, context.Compilation),
                        subject,
                        method.Name,
                        PolicyNames.Bracketed(policies.Get(method)[0].Kind),
                        why));
                }
            });
    }

    private static void CheckDeclaration(PolicyMethodContext method, InterceptableMethods methods)
    {
        if (method.Method.MethodKind == MethodKind.Ordinary && HasValidPolicy(methods.GetBypassReason(method.Method)))
        {
            method.Report(Diagnostic.Create(
                BypassingCall,
                method.Method.Locations[0],
                DiagnosticSeverity.Error,
                Declaration(method.Method, method.Compilation),
                properties: null,
                "Each use",
                method.Method.Name,
                PolicyNames.Bracketed(method.Policies[0].Options.Kind),
                "interception is off here (IoPolicyIntercept=false, or a language older than C# 11)"));
        }
    }

    private static (IMethodSymbol? Method, string Why, string Use) Escape(
        IOperation operation, MethodPolicies policies, InterceptableMethods methods, ISymbol? caller, bool isOff)
    {
        var method = operation switch
        {
            IInvocationOperation call => InterceptableCall.TargetOf(call.TargetMethod),
            IMethodReferenceOperation reference when !IsInNameOf(reference) => InterceptableCall.TargetOf(reference.Method),
            IDynamicInvocationOperation call => DynamicTarget(call, policies),
            _ => null,
        };
        if (method is null || policies.Get(method).IsEmpty)
        {
            return default;
        }

        var escape = methods.GetBypassReason(method);
        if (!HasValidPolicy(escape) || (escape == BypassReason.NotOrdinary && (method.IsExtern || method.IsVararg)) || method.MethodKind != MethodKind.Ordinary)
        {
            // Carried by itself, or an error where it is declared (IOP001-IOP006).
            return default;
        }

        return operation switch
        {
            _ when isOff && !SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, caller?.ContainingAssembly) =>
                (method, "interception is off here (IoPolicyIntercept=false, or a language older than C# 11)", "This use"),
            _ when isOff => default,
            IMethodReferenceOperation { Parent: IAddressOfOperation } => (method, "what is called through a function pointer cannot be intercepted", "This address"),
            IMethodReferenceOperation => (method, "what is called through a delegate cannot be intercepted", "This method group"),
            IDynamicInvocationOperation => (method, "a dynamic call is bound when it runs", "This dynamic call"),
            IInvocationOperation call when OfCall(call, escape, policies, caller) is { } why => (method, why, "This call"),
            _ => default,
        };
    }

    /// <summary>Whether the policy itself is in order: then a use that is not carried is an escape.</summary>
    private static bool HasValidPolicy(BypassReason escape) => escape is not (BypassReason.NoPolicy or BypassReason.Unfinished);

    private static string? OfCall(IInvocationOperation call, BypassReason ofMethod, MethodPolicies policies, ISymbol? caller) => ofMethod switch
    {
        BypassReason.NotOrdinary => "a type parameter of the method hides one of its type, and an interceptor has room for one of that name",
        BypassReason.HiddenType => "a type in its signature is private, or local to its file, and cannot be named by an interceptor",
        BypassReason.HiddenVirtual => "an interceptor cannot name it, and an accessor would not dispatch virtually, or reach into a static class",
        BypassReason.HiddenFile => "its file is a member that an interceptor cannot reach",
        _ => InterceptableCall.GetBypassReason(call) switch
        {
            BypassReason.BaseCall when IsUnderSamePolicy(caller, policies.Get(InterceptableCall.TargetOf(call.TargetMethod))[0], policies) => null,
            BypassReason.BaseCall => "an interceptor of a base call would dispatch virtually, and call the override again",
            BypassReason.ConstrainedCall => "an interceptor of a call on a type parameter would box the receiver, and lose its change",
            BypassReason.ExpressionTree => "the expression tree would hold the interceptor, which no LINQ provider can read",
            BypassReason.NotOrdinary => null,
            _ when call.Syntax is not InvocationExpressionSyntax => "it is called by the language, without a call in the source that could be intercepted",
            _ when call.SemanticModel?.GetInterceptableLocation((InvocationExpressionSyntax)call.Syntax) is null => "the compiler offers no place for an interceptor here",
            _ => null,
        },
    };

    /// <summary>Whether a policy of that kind holds while the caller runs: a body's is that of its declaration.</summary>
    private static bool IsUnderSamePolicy(ISymbol? caller, PolicyOptions policy, MethodPolicies policies) =>
        caller is IMethodSymbol method && policies.Get(PolicyBody.DeclarationOf(method) ?? method).Any(own => own.Kind == policy.Kind);

    /// <summary>
    /// The method of a call with a dynamic argument. Which overload it is shows when it runs; where each one that takes
    /// so many arguments has a policy, it is one that has.
    /// </summary>
    private static IMethodSymbol? DynamicTarget(IDynamicInvocationOperation call, MethodPolicies policies)
    {
        var symbols = call.SemanticModel?.GetSymbolInfo(call.Syntax) ?? default;
        if (symbols.Symbol is IMethodSymbol method)
        {
            return InterceptableCall.TargetOf(method);
        }

        var overloads = symbols.CandidateSymbols.OfType<IMethodSymbol>().Select(InterceptableCall.TargetOf).Where(overload => Takes(overload, call.Arguments.Length)).ToList();
        return overloads.Count > 0 && overloads.All(overload => !policies.Get(overload).IsEmpty) ? overloads[0] : null;
    }

    private static bool Takes(IMethodSymbol method, int arguments) =>
        method.Parameters.Count(static parameter => !parameter.IsOptional && !parameter.IsParams) <= arguments
        && (arguments <= method.Parameters.Length || method.Parameters is [.., { IsParams: true }]);

    private static bool IsInNameOf(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is INameOfOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Where the method is declared, in this compilation: in an IDE a referenced project is one of source as well, and a
    /// diagnostic with a place in it is refused.
    /// </summary>
    private static ImmutableArray<Location> Declaration(IMethodSymbol method, Compilation compilation) =>
        [.. method.Locations.Where(location => location.SourceTree is { } tree && compilation.ContainsSyntaxTree(tree))];

    /// <summary>The method's name in the use, so that the mark is short.</summary>
    private static Location PlaceOf(SyntaxNode syntax) => (syntax is InvocationExpressionSyntax call ? call.Expression : syntax) switch
    {
        MemberAccessExpressionSyntax access => access.Name.GetLocation(),
        MemberBindingExpressionSyntax binding => binding.Name.GetLocation(),
        var name => name.GetLocation(),
    };
}
