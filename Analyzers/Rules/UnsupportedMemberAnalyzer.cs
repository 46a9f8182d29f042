using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP005: a policy on a member that neither carrier can carry: the generator would pass it over.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnsupportedMemberAnalyzer() : PolicyAnalyzer(Uncarriable)
{
    private static readonly DiagnosticDescriptor Uncarriable = new(
        RuleIdentifiers.UnsupportedMember,
        title: "This kind of member cannot carry a policy",
        messageFormat: "{0} on '{1}' is never carried out: {2}",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "A policy is carried by a partial method that the generator implements, or by an interceptor of the calls; some members can be neither.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnsupportedMember));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        ForEachPolicy(context, static method =>
        {
            if (WhyNot(method.Method) is { } reason)
            {
                foreach (var (options, attribute) in method.Policies)
                {
                    method.Report(Diagnostic.Create(Uncarriable, method.LocationOf(attribute), PolicyNames.Bracketed(options.Kind), NameOf(method.Method), reason));
                }
            }
        });
        if (AnnotatedNames.Of(context.Compilation, context.CancellationToken).IsAnyInSource)
        {
            context.RegisterSyntaxNodeAction(
                CheckFunction,
                SyntaxKind.LocalFunctionStatement,
                SyntaxKind.ParenthesizedLambdaExpression,
                SyntaxKind.SimpleLambdaExpression);
        }
    }

    private static void CheckFunction(SyntaxNodeAnalysisContext context)
    {
        var (lists, what) = context.Node switch
        {
            LocalFunctionStatementSyntax function => (function.AttributeLists, "a local function"),
            LambdaExpressionSyntax lambda => (lambda.AttributeLists, "a lambda"),
            _ => default,
        };
        if (lists.Count == 0 || FunctionOf(context) is not { } method)
        {
            return;
        }

        foreach (var (options, attribute) in PolicyReader.Read(method))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Uncarriable,
                attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation() ?? context.Node.GetLocation(),
                PolicyNames.Bracketed(options.Kind),
                method.MethodKind == MethodKind.LocalFunction ? method.Name : "lambda",
                $"calls of {what} cannot be intercepted (CS9207), and it cannot be partial; make it a method"));
        }
    }

    private static IMethodSymbol? FunctionOf(SyntaxNodeAnalysisContext context) => context.Node is LocalFunctionStatementSyntax
        ? context.SemanticModel.GetDeclaredSymbol(context.Node, context.CancellationToken) as IMethodSymbol
        : context.SemanticModel.GetSymbolInfo(context.Node, context.CancellationToken).Symbol as IMethodSymbol;

    private static string? WhyNot(IMethodSymbol method) => method switch
    {
        { AssociatedSymbol: not null } => "an accessor is called without a call that could be intercepted, and it cannot be partial by itself; move the reading into a method",
        { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion } => "an operator is used without a call that could be intercepted, and it cannot be partial; move the reading into a method",
        { MethodKind: MethodKind.Destructor } => "nobody calls a finalizer by its name; move the reading into a method",
        { MethodKind: MethodKind.ExplicitInterfaceImplementation } =>
            "an explicit interface implementation is never called by its name, and cannot be partial (CS0754); put the policy on a method that it calls",
        { MethodKind: not MethodKind.Ordinary } => null,
        { IsExtern: true } => "an extern method has no body that the policy could be put around; wrap it in a method and put the policy there",
        { IsVararg: true } => "an __arglist cannot be passed on; use a params array",
        { ReturnsVoid: false } when ReturnShapes.Of(method) is null =>
            "its work is not done when it returns, and nothing tells when it is; return a Task or ValueTask, or put the policy on the method that reads to the end",
        _ => WhyNotBody(PolicyBody.IsWantedFor(method) || InterceptableMethods.HasPartialWrapper(method) ? PolicyBody.Find(method) : method, method),
    };

    private static string? WhyNotBody(IMethodSymbol? body, IMethodSymbol method) => (body?.PartialImplementationPart ?? body) switch
    {
        null => null,
        { IsIterator: true } => "an iterator runs after it has returned, when its sequence is read; put the policy on the method that reads the sequence to its end",
        { IsAsync: true, ReturnsVoid: true } => "nobody can tell when an async void method is done; return a Task",
        _ when UnsafeContext.BarsInterceptor(method) =>
            "nothing can be awaited in an unsafe context (CS4004), which its pointers need; take a Memory<byte> instead",
        _ when PolicyBody.IsWantedFor(method) && UnsafeContext.BarsPartial(method) => UnsafeContext.IsDeclaredBy(method)
            ? "nothing can be awaited in an unsafe context (CS4004), and both parts of a partial method must be unsafe or neither; leave unsafe to the type or to the body"
            : "its pointers need an unsafe context, which the other part of its type is not; say unsafe on the method",
        _ when PolicyBody.IsWantedFor(method) && method.ContainingType.IsFileLocal => "no other file can add a part to a file-local type; make the type internal",
        _ => null,
    };

    private static string NameOf(IMethodSymbol method) => method.AssociatedSymbol?.Name ?? method.Name;
}
