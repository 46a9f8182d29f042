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
/// IOP301: code uses an ordinary method with a policy in a way that cannot be intercepted. The generator uses the same predicates, so each
/// use that an analyzer sees is either covered or reported.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BypassingCallAnalyzer() : PolicyAnalyzer(BypassingCall, OldLanguage, UncoveredFile, UncoveredCall)
{
    private const string InterceptionIsOff = "interception is off (IoPolicyIntercept=false, or a language version before C# 11)";

    private const string Title = "A use bypasses the policy of the method";
    private const string Description =
        "IoPolicy applies the policy of an ordinary method by intercepting its calls. A call that cannot be intercepted runs without the policy. "
        + "Calls in Razor files, in other generators' output, in F# and in Visual Basic, by reflection and on a dynamic receiver bypass it too, and this rule cannot see them.";

    private static readonly DiagnosticDescriptor BypassingCall = new(
        RuleIdentifiers.BypassingCall,
        Title,
        messageFormat: "{0} of '{1}' bypasses {2} because {3}. Make '{1}' partial.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.BypassingCall));

    private static readonly DiagnosticDescriptor OldLanguage = new(
        RuleIdentifiers.BypassingCall,
        Title,
        messageFormat: "Each use of '{0}' bypasses {1} because policies need C# 11, or C# 9 on partial methods, and this project uses C# {2}. Set LangVersion.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.BypassingCall));

    private static readonly DiagnosticDescriptor UncoveredFile = new(
        RuleIdentifiers.BypassingCall,
        Title,
        messageFormat: "Each file that '{0}' opens bypasses {1} because {2}. {3}.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.BypassingCall));

    private static readonly DiagnosticDescriptor UncoveredCall = new(
        RuleIdentifiers.BypassingCall,
        Title,
        messageFormat: "{0} of '{1}' bypasses {2} of the assembly because {3}. {4}.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.BypassingCall));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        var policies = MethodPolicies.Of(context.Compilation);
        var methods = InterceptableMethods.Of(context.Compilation);
        var isOff = InterceptorSwitch.IsOff(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions)
            || context.Compilation is CSharpCompilation { LanguageVersion: < LanguageVersion.CSharp11 };
        if (isOff)
        {
            ForEachPolicy(context, method => CheckDeclaration(method, methods));
            ForEachPolicy(context, static method => CheckOpenedFiles(method.Method, method.Compilation, method.Report));
            ForEachAssemblyPolicy(context, CheckCalls);
            ForEachPolicyType(context, static type => CheckOpenedFiles(type.Type, type.Compilation, type.Report));
        }

        ForEachOperation(
            context,
            AnnotatedNames.Of(context.Compilation, context.CancellationToken).All,
            use =>
            {
                var (method, why, subject) = FindBypass(use.Operation, policies, methods, use.Caller, isOff);
                if (method is not null && policies.GetInterceptingPolicies(method, ReceiverOf(use.Operation))[0] is { IsOfAssembly: true, Kind: var kind })
                {
                    use.Report(Diagnostic.Create(
                        UncoveredCall, PlaceOf(use.Operation.Syntax), subject, method.Name, PolicyNames.Bracketed(kind), why, "Call it by its name, or call PageCache.WriteBackAndDrop after it"));
                }
                else if (method is not null)
                {
                    use.Report(Diagnostic.Create(
                        BypassingCall,
                        PlaceOf(use.Operation.Syntax),
                        Declaration(method, context.Compilation),
                        subject,
                        method.Name,
                        PolicyNames.Bracketed(policies.GetInterceptingPolicies(method)[0].Kind),
                        why));
                }
            });
    }

    private static void CheckDeclaration(PolicyMethodContext method, InterceptableMethods methods)
    {
        var name = method.Method.Name;
        var policy = PolicyNames.Bracketed(method.Policies[0].Options.Kind);
        if (method.Policies.All(own => OpenedFiles.AreTargeted(method.Method, own.Options)))
        {
            // CheckOpenedFiles reports these policies.
            return;
        }

        if (method.Compilation is CSharpCompilation { LanguageVersion: < LanguageVersion.CSharp9 and var language })
        {
            ReportDeclaration(method, OldLanguage, name, policy, language.ToDisplayString());
        }
        else if (method.Method.MethodKind == MethodKind.Ordinary && HasValidPolicy(methods.GetBypassReason(method.Method)))
        {
            ReportDeclaration(method, BypassingCall, "Each use", name, policy, InterceptionIsOff);
        }
    }

    /// <summary>Reports a policy for opened files in a build without interceptors, because such a policy works by interception only.</summary>
    private static void CheckOpenedFiles(ISymbol owner, Compilation compilation, Action<Diagnostic> report)
    {
        if (OpenedFileScope.Of(owner) is not { } scope || !scope.IsOf(owner))
        {
            // A body has the policies of its declaration, which is checked itself.
            return;
        }

        var (reason, action) = compilation is CSharpCompilation { LanguageVersion: < LanguageVersion.CSharp11 and var language }
            ? ($"interceptors need C# 11, and this project uses C# {language.ToDisplayString()}", "Set LangVersion, or call DropBehind() on the stream")
            : ("interception is off (IoPolicyIntercept=false)", "Switch it on, or call DropBehind() on the stream");
        report(Diagnostic.Create(UncoveredFile, owner.Locations[0], scope.Name, PolicyNames.Bracketed(scope.Policies[0].Kind), reason, action));
    }

    /// <summary>Reports an attribute of the assembly in a build without interceptors, because no call then has the policy.</summary>
    private static void CheckCalls(AssemblyPolicyContext policy)
    {
        if (policy.Policy.Fault == AssemblyPolicyFault.None)
        {
            policy.Report(Diagnostic.Create(
                UncoveredCall,
                policy.LocationOf(),
                DiagnosticSeverity.Error,
                additionalLocations: null,
                properties: null,
                "Each call",
                policy.Options.Method,
                policy.Name,
                InterceptionIsOff,
                "Switch interceptors on, or call PageCache.WriteBackAndDrop after each call"));
        }
    }

    private static void ReportDeclaration(PolicyMethodContext method, DiagnosticDescriptor rule, params object[] arguments) =>
        method.Report(Diagnostic.Create(
            rule,
            method.Method.Locations[0],
            DiagnosticSeverity.Error,
            Declaration(method.Method, method.Compilation),
            properties: null,
            arguments));

    private static (IMethodSymbol? Method, string Why, string Use) FindBypass(
        IOperation operation, MethodPolicies policies, InterceptableMethods methods, ISymbol? caller, bool isOff)
    {
        var method = operation switch
        {
            IInvocationOperation call => InterceptableCall.TargetOf(call.TargetMethod),
            IMethodReferenceOperation reference when !IsInNameOf(reference) => InterceptableCall.TargetOf(reference.Method),
            IDynamicInvocationOperation call => DynamicTarget(call, policies),
            _ => null,
        };
        var receiver = ReceiverOf(operation);
        if (method is null || policies.GetInterceptingPolicies(method, receiver) is not [var first, ..])
        {
            return default;
        }

        var reason = methods.GetBypassReason(method, receiver);
        if (!HasValidPolicy(reason) || method.MethodKind != MethodKind.Ordinary)
        {
            // A partial method covers its callers, and IOP001 to IOP008 report an invalid policy at its declaration.
            return default;
        }

        return operation switch
        {
            _ when isOff && first.IsOfAssembly => default,
            _ when isOff && !SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, caller?.ContainingAssembly) =>
                (method, InterceptionIsOff, "This use"),
            _ when isOff => default,
            IMethodReferenceOperation { Parent: IAddressOfOperation } => (method, "a call through a function pointer cannot be intercepted", "This address"),
            IMethodReferenceOperation => (method, "a call through a delegate cannot be intercepted", "This method group"),
            IDynamicInvocationOperation => (method, "a dynamic call is bound at run time", "This dynamic call"),
            IInvocationOperation call when DescribeCall(call, reason, policies, caller) is { } why => (method, why, "This call"),
            _ => default,
        };
    }

    /// <summary>Gets the static type of the object on which the method is called or taken.</summary>
    private static ITypeSymbol? ReceiverOf(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.Instance?.Type,
        IMethodReferenceOperation reference => reference.Instance?.Type,
        _ => null,
    };

    /// <summary>Whether the policy is valid, so that a use without an interceptor bypasses it.</summary>
    private static bool HasValidPolicy(BypassReason reason) => reason is not (BypassReason.NoPolicy or BypassReason.Unsupported);

    /// <summary>Gets the reason why the call bypasses the policy, for a message. Null if the call is intercepted, or needs no interceptor.</summary>
    private static string? DescribeCall(IInvocationOperation call, BypassReason ofMethod, MethodPolicies policies, ISymbol? caller) => ofMethod switch
    {
        BypassReason.DuplicateTypeParameter => "a type parameter of the method has the same name as a type parameter of its type",
        BypassReason.HiddenType => "an interceptor cannot name a type of its signature, which is private, file-local or behind an extern alias",
        BypassReason.HiddenVirtual => "an interceptor cannot access the method, and an UnsafeAccessor makes no virtual calls and reaches no static class",
        BypassReason.NoAccessor => "an interceptor reaches a private method only from .NET 8, and a generic one only from .NET 9",
        BypassReason.HiddenFile => "an interceptor cannot access the member that is its file",
        BypassReason.HiddenCondition => "an interceptor cannot access the member that When names",
        _ => InterceptableCall.GetBypassReason(call) switch
        {
            BypassReason.BaseCall when IsUnderSamePolicy(caller, policies.GetInterceptingPolicies(InterceptableCall.TargetOf(call.TargetMethod), call.Instance?.Type)[0], policies) => null,
            BypassReason.BaseCall => "the interceptor of a base call would call the override again",
            BypassReason.ConstrainedCall => "the interceptor of a call on a type parameter would box a struct receiver",
            BypassReason.ExpressionTree => "the expression tree would contain the interceptor",
            BypassReason.DuplicateFile => "the compiler cannot intercept a call in one of two identical files (CS9233)",
            BypassReason.NotOrdinary => null,
            _ when call.Syntax is not InvocationExpressionSyntax => "the compiler makes this call, so the source has no call to intercept",
            _ when call.SemanticModel?.GetInterceptableLocation((InvocationExpressionSyntax)call.Syntax) is null => "the compiler cannot intercept a call here",
            _ => null,
        },
    };

    /// <summary>Whether the caller runs under a policy of the same kind. A <c>…Core</c> body runs under the policy of its declaration.</summary>
    private static bool IsUnderSamePolicy(ISymbol? caller, PolicyOptions policy, MethodPolicies policies) =>
        caller is IMethodSymbol method && policies.GetInterceptingPolicies(PolicyBody.DeclarationOf(method) ?? method).Any(own => own.Kind == policy.Kind);

    /// <summary>
    /// The method of a call with a dynamic argument. The overload is chosen at run time, so every overload that accepts the
    /// number of arguments must have a policy.
    /// </summary>
    private static IMethodSymbol? DynamicTarget(IDynamicInvocationOperation call, MethodPolicies policies)
    {
        var symbols = call.SemanticModel?.GetSymbolInfo(call.Syntax) ?? default;
        if (symbols.Symbol is IMethodSymbol method)
        {
            return InterceptableCall.TargetOf(method);
        }

        var overloads = symbols.CandidateSymbols.OfType<IMethodSymbol>().Select(InterceptableCall.TargetOf).Where(overload => Takes(overload, call.Arguments.Length)).ToList();
        return overloads.Count > 0 && overloads.All(overload => !policies.GetInterceptingPolicies(overload).IsEmpty) ? overloads[0] : null;
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
    /// The declaration of the method in this compilation. In an IDE, a referenced project has source locations too, and
    /// Roslyn rejects a diagnostic with a location in another compilation.
    /// </summary>
    private static ImmutableArray<Location> Declaration(IMethodSymbol method, Compilation compilation) =>
        [.. method.Locations.Where(location => location.SourceTree is { } tree && compilation.ContainsSyntaxTree(tree))];

    /// <summary>Gets the place of the method's name in the use.</summary>
    private static Location PlaceOf(SyntaxNode syntax) => (syntax is InvocationExpressionSyntax call ? call.Expression : syntax) switch
    {
        MemberAccessExpressionSyntax access => access.Name.GetLocation(),
        MemberBindingExpressionSyntax binding => binding.Name.GetLocation(),
        var name => name.GetLocation(),
    };
}
