using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP005: a policy on a member that generated code cannot wrap.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnsupportedMemberAnalyzer() : PolicyAnalyzer(UnsupportedMember)
{
    private static readonly DiagnosticDescriptor UnsupportedMember = new(
        RuleIdentifiers.UnsupportedMember,
        title: "This kind of member cannot have a policy",
        messageFormat: "{0} on '{1}' has no effect because {2}. {3}.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "IoPolicy implements a partial method, or intercepts the calls of an ordinary method. Some members allow neither.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnsupportedMember));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        ForEachPolicy(context, static method =>
        {
            // The generator reports a file-local type, because the compiler stops at CS8795 there and runs no analyzer.
            if (WrapperObstacles.Find(method.Method) is not WrapperObstacle.FileLocalType and var obstacle
                && Describe(obstacle) is var (reason, action))
            {
                foreach (var (options, attribute) in method.Policies.Where(policy => !OpenedFiles.AreTargeted(method.Method, policy.Options)))
                {
                    method.Report(Diagnostic.Create(
                        UnsupportedMember, method.LocationOf(attribute), PolicyNames.Bracketed(options.Kind), NameOf(method.Method), reason, action));
                }
            }
        });
        ForEachAssemblyPolicy(context, static policy =>
        {
            foreach (var method in policy.Policy.Methods)
            {
                if (Describe(WrapperObstacles.ForCall(method)) is var (reason, action))
                {
                    policy.Report(Diagnostic.Create(UnsupportedMember, policy.LocationOf(), policy.Name, method.Name, reason, action));
                    break;
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

    /// <summary>Creates the report on a partial method of a file-local type.</summary>
    internal static Diagnostic InFileLocalType(string attribute, string method, Location location) =>
        Describe(WrapperObstacle.FileLocalType) is var (reason, action)
            ? Diagnostic.Create(UnsupportedMember, location, attribute, method, reason, action)
            : throw new InvalidOperationException();

    private static void CheckFunction(SyntaxNodeAnalysisContext context)
    {
        var (lists, kind) = context.Node switch
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
            Report(attribute, PolicyNames.Bracketed(options.Kind), $"the compiler cannot intercept a call of {kind} (CS9207)", "Make it a method");
        }

        if (ReplacedFile.AttributeOf(method) is { } replacement)
        {
            Report(replacement, PolicyNames.ReplacesFile, $"generated code cannot implement {kind}", "Make it a partial method");
        }

        void Report(AttributeData attribute, string name, string reason, string action) => context.ReportDiagnostic(Diagnostic.Create(
            UnsupportedMember,
            attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation() ?? context.Node.GetLocation(),
            name,
            method.MethodKind == MethodKind.LocalFunction ? method.Name : "lambda",
            reason,
            action));
    }

    private static IMethodSymbol? FunctionOf(SyntaxNodeAnalysisContext context) => context.Node is LocalFunctionStatementSyntax
        ? context.SemanticModel.GetDeclaredSymbol(context.Node, context.CancellationToken) as IMethodSymbol
        : context.SemanticModel.GetSymbolInfo(context.Node, context.CancellationToken).Symbol as IMethodSymbol;

    private static (string Reason, string Action)? Describe(WrapperObstacle obstacle) => obstacle switch
    {
        WrapperObstacle.Accessor => ("an accessor is used without a call, and it cannot be partial alone", "Move the I/O into a method"),
        WrapperObstacle.Operator => ("an operator is used without a call, and it cannot be partial", "Move the I/O into a method"),
        WrapperObstacle.Finalizer => ("no code calls a finalizer", "Move the I/O into a method"),
        WrapperObstacle.ExplicitImplementation => ("an explicit interface implementation is never called by its name, and it cannot be partial (CS0754)", "Put the attribute on a method that it calls"),
        WrapperObstacle.Extern => ("an extern method has no body", "Call it from another method, and put the attribute there"),
        WrapperObstacle.ArgumentList => ("no method can pass an __arglist on", "Use a params array"),
        WrapperObstacle.UnknownCompletion => ("its work is not complete when it returns, and its result is no task", "Return a Task or ValueTask, or put the attribute on the method that reads to the end"),
        WrapperObstacle.Iterator => ("an iterator runs when its sequence is read, after it has returned", "Put the attribute on the method that reads the sequence to its end"),
        WrapperObstacle.AsyncVoid => ("the completion of an async void method is unknown", "Return a Task"),
        WrapperObstacle.AwaitWithPointers => ("its pointers need an unsafe context, which cannot await (CS4004)", "Use Memory<byte> instead of pointers"),
        WrapperObstacle.AwaitInUnsafeMethod => ("an unsafe context cannot await (CS4004), and both parts of a partial method must be unsafe or neither (CS0764)", "Move the unsafe modifier to the type or to the body"),
        WrapperObstacle.PointersInUnsafeType => ("its pointers need an unsafe context, and the generated part of its type has none", "Add the unsafe modifier to the method"),
        WrapperObstacle.FileLocalType => ("no other file can add a part to a file-local type", "Make the type internal"),
        _ => null,
    };

    private static string NameOf(IMethodSymbol method) => method.AssociatedSymbol?.Name ?? method.Name;
}
