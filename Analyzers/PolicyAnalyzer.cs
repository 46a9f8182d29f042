using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers;

/// <summary>
/// The base of all rules. It skips generated code and runs concurrently. Except for the rules that need no attribute
/// (<see cref="SaveAnalyzer"/> and IOP512), it does nothing in a compilation that does not reference IoPolicy. It scans the text for the names
/// that a rule needs, and creates semantic models only for the code around these names. If the compiler calls methods of such a name
/// (<see cref="CompilerCalledNames"/>), all operations are scanned instead.
/// </summary>
/// <remarks>
/// An operation action makes the compiler bind every method and build its operations, also in the many files that do not concern the rule.
/// </remarks>
public abstract class PolicyAnalyzer(params DiagnosticDescriptor[] rules) : DiagnosticAnalyzer
{
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. rules];

    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (AppliesTo(start.Compilation))
            {
                Start(start);
            }
        });
    }

    /// <summary>Whether the rule can have a finding in the compilation: for most rules, whether the compilation references IoPolicy.</summary>
    private protected virtual bool AppliesTo(Compilation compilation) => compilation.GetTypeByMetadataName(PolicyNames.DropPagesAfterFullRead) is not null;

    /// <summary>
    /// Returns a copy of the rule that is a warning. The command-line compiler skips an analyzer if all its descriptors are suggestions, so
    /// a severity at the report alone would have no effect.
    /// </summary>
    private protected static DiagnosticDescriptor AsWarning(DiagnosticDescriptor suggestion) => new(
        suggestion.Id, suggestion.Title, suggestion.MessageFormat, suggestion.Category, DiagnosticSeverity.Warning, suggestion.IsEnabledByDefault, suggestion.Description, suggestion.HelpLinkUri);

    /// <summary>Registers the rule's actions for a compilation to which the rule applies.</summary>
    protected abstract void Start(CompilationStartAnalysisContext context);

    /// <summary>Calls the rule for each method with a policy. A partial method counts once, at its declaration.</summary>
    private protected static void ForEachPolicy(CompilationStartAnalysisContext context, Action<PolicyMethodContext> check)
    {
        if (!AnnotatedNames.Of(context.Compilation, context.CancellationToken).IsAnyInSource)
        {
            return;
        }

        context.RegisterSymbolAction(
            symbol =>
            {
                if (symbol.Symbol is IMethodSymbol { PartialDefinitionPart: null } method && PolicyReader.Read(method) is { IsEmpty: false } policies)
                {
                    check(new PolicyMethodContext(symbol, method, policies));
                }
            },
            SymbolKind.Method);
    }

    /// <summary>Calls the rule for each method with <c>[ReplacesFile]</c>. A partial method counts once, at its declaration.</summary>
    private protected static void ForEachReplacedFile(CompilationStartAnalysisContext context, Action<ReplacedFileContext> check)
    {
        if (!AnnotatedNames.Of(context.Compilation, context.CancellationToken).IsAnyInSource)
        {
            return;
        }

        context.RegisterSymbolAction(
            symbol =>
            {
                if (symbol.Symbol is IMethodSymbol { PartialDefinitionPart: null } method && ReplacedFile.Of(method) is { } file)
                {
                    check(new ReplacedFileContext(symbol, file));
                }
            },
            SymbolKind.Method);
    }

    /// <summary>Calls the rule for the body of each method with <c>[ReplacesFile]</c>.</summary>
    private protected static void ForEachReplacingBody(CompilationStartAnalysisContext context, Action<MethodBodyContext, ReplacedFile> check) =>
        ForEachBody(
            context,
            NameOccurrences.Of(context.Compilation, context.CancellationToken).Bodies,
            static method => method.MethodKind == MethodKind.Ordinary ? ReplacedFile.OfBody(method.PartialDefinitionPart ?? method) : null,
            check);

    /// <summary>Calls the rule for each type with a policy.</summary>
    private protected static void ForEachPolicyType(CompilationStartAnalysisContext context, Action<PolicyTypeContext> check)
    {
        if (AnnotatedNames.Of(context.Compilation, context.CancellationToken).IsAnyInSource)
        {
            context.RegisterSymbolAction(
                symbol =>
                {
                    if (PolicyReader.Read(symbol.Symbol) is { IsEmpty: false } policies)
                    {
                        check(new PolicyTypeContext(symbol, policies));
                    }
                },
                SymbolKind.NamedType);
        }
    }

    /// <summary>Calls the rule for each attribute of the assembly that is a policy.</summary>
    private protected static void ForEachAssemblyPolicy(CompilationStartAnalysisContext context, Action<AssemblyPolicyContext> check)
    {
        if (!AnnotatedNames.Of(context.Compilation, context.CancellationToken).HasAssemblyPolicy)
        {
            return;
        }

        context.RegisterSemanticModelAction(model =>
        {
            foreach (var policy in CallPolicyReader.Of(model.SemanticModel.Compilation).Assembly)
            {
                if (policy.Attribute.ApplicationSyntaxReference?.SyntaxTree == model.SemanticModel.SyntaxTree)
                {
                    check(new AssemblyPolicyContext(model, policy));
                }
            }
        });
    }

    /// <summary>Calls the rule for each piece of code with a policy for the files that it opens.</summary>
    private protected static void ForEachOpenedCode(CompilationStartAnalysisContext context, Action<SemanticModelAnalysisContext, SyntaxNode> check)
    {
        if (AnnotatedNames.Of(context.Compilation, context.CancellationToken).IsAnyInSource)
        {
            context.RegisterSemanticModelAction(model =>
            {
                foreach (var code in OpenedCode.In(model.SemanticModel.Compilation, model.SemanticModel.SyntaxTree, model.CancellationToken))
                {
                    check(model, code);
                }
            });
        }
    }

    /// <summary>Calls the rule for the code of each method with a policy. For a partial method, that is the <c>…Core</c> body.</summary>
    private protected static void ForEachPolicyBody(CompilationStartAnalysisContext context, Action<PolicyBodyContext> check) =>
        ForEachBody(
            context,
            NameOccurrences.Of(context.Compilation, context.CancellationToken).Bodies,
            static method => method.MethodKind == MethodKind.Ordinary
                && (PolicyBody.DeclarationOf(method) ?? method.PartialDefinitionPart ?? method) is var annotated
                && PolicyReader.Read(annotated) is { IsEmpty: false } policies
                    ? Tuple.Create(annotated, policies)
                    : null,
            (body, found) => check(new PolicyBodyContext(body, found.Item1, found.Item2)));

    /// <summary>Calls the rule for each method in source with a body, one of the names, and a subject. No other body is bound.</summary>
    /// <param name="context">The context of the compilation.</param>
    /// <param name="names">The names of the methods to look for.</param>
    /// <param name="subjectOf">Returns the symbol or file that the rule needs, from declarations alone; null if the rule has nothing to check.</param>
    /// <param name="check">The rule.</param>
    private protected static void ForEachBody<T>(
        CompilationStartAnalysisContext context, ImmutableHashSet<string> names, Func<IMethodSymbol, T?> subjectOf, Action<MethodBodyContext, T> check)
        where T : class =>
        ForEachPlace(context, names, (model, place) =>
        {
            if (place is MethodDeclarationSyntax declaration
                && SemanticModels.CanAnalyze(declaration)
                && model.SemanticModel.GetDeclaredSymbol(declaration, model.CancellationToken) is { } method
                && subjectOf(method) is { } subject
                && model.SemanticModel.GetOperation(place, model.CancellationToken) is IMethodBodyOperation { } body
                && (body.BlockBody ?? body.ExpressionBody) is { } block)
            {
                check(new MethodBodyContext(model, method, block), subject);
            }
        });

    /// <summary>Calls the rule for each use of a method with one of the names: a call, a dynamic call, or a method group.</summary>
    private protected static void ForEachOperation(CompilationStartAnalysisContext context, ImmutableHashSet<string> names, Action<OperationContext> check)
    {
        if (names.Overlaps(CompilerCalledNames.Names))
        {
            // The compiler calls some methods without a name in the source, so all operations are scanned.
            context.RegisterOperationAction(
                operation => check(new OperationContext(operation)), OperationKind.Invocation, OperationKind.MethodReference, OperationKind.DynamicInvocation);
            return;
        }

        ForEachPlace(context, names, (model, place) =>
        {
            if (place is SimpleNameSyntax name && NamedOperation.Find(name, model.SemanticModel, model.CancellationToken) is { } use)
            {
                check(new OperationContext(model, use));
            }
        });
    }

    private static void ForEachPlace(
        CompilationStartAnalysisContext context, ImmutableHashSet<string> names, Action<SemanticModelAnalysisContext, SyntaxNode> check)
    {
        if (names.IsEmpty)
        {
            return;
        }

        var places = NameOccurrences.Of(context.Compilation, context.CancellationToken);
        context.RegisterSemanticModelAction(model =>
        {
            foreach (var (name, place) in places.In(model.SemanticModel.SyntaxTree, model.CancellationToken))
            {
                if (names.Contains(name))
                {
                    check(model, place);
                }
            }
        });
    }

    /// <summary>
    /// Calls the rule for each policy of the given kind that has exactly one file, with the bytes that the method moves. It skips
    /// results, directories (<c>Recurse</c>), and policies that conflict with another one (IOP003).
    /// </summary>
    private protected static void ForEachBound(
        CompilationStartAnalysisContext context,
        PolicyKind kind,
        Action<PolicyMethodContext, AttributeData, PolicyOptions, FileCandidate, FileBounds> check)
    {
        var analysis = ByteBoundAnalysis.Of(context.Compilation);
        ForEachPolicy(context, Check);
        ForEachMethodOfAssemblyPolicy(context, Check);

        void Check(PolicyMethodContext method)
        {
            foreach (var (options, attribute) in method.Policies)
            {
                if (options.Kind == kind
                    && !options.Recurse
                    && !method.IsInConflict(attribute, options)
                    && FileCandidates.Find(method.Method, options) is [{ Place: not FilePlace.Result } candidate]
                    && analysis.Analyze(method.Method, candidate, method.CancellationToken) is { } bounds)
                {
                    check(method, attribute, options, candidate, bounds);
                }
            }
        }
    }

    /// <summary>
    /// Calls the rule for each method in source whose calls have policies of the assembly. A method with its own policies is skipped,
    /// because the policies of the assembly do not apply to it.
    /// </summary>
    private static void ForEachMethodOfAssemblyPolicy(CompilationStartAnalysisContext context, Action<PolicyMethodContext> check)
    {
        if (!AnnotatedNames.Of(context.Compilation, context.CancellationToken).HasAssemblyPolicy)
        {
            return;
        }

        context.RegisterSymbolAction(
            symbol =>
            {
                if (symbol.Symbol is IMethodSymbol { PartialDefinitionPart: null } method && PolicyReader.ReadAll(method).IsEmpty)
                {
                    ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> policies =
                    [
                        .. CallPolicyReader.Of(symbol.Compilation).Assembly
                            .Where(policy => policy.Options.Method == method.Name && policy.Fault == AssemblyPolicyFault.None && policy.Methods.Contains(method, SymbolEqualityComparer.Default))
                            .Select(static policy => (policy.Options, policy.Attribute)),
                    ];
                    if (!policies.IsEmpty)
                    {
                        check(new PolicyMethodContext(symbol, method, policies));
                    }
                }
            },
            SymbolKind.Method);
    }

    /// <summary>Calls the rule for each policy of the given kind for opened files, with the bytes that the method moves of each file.</summary>
    private protected static void ForEachOpenedBound(
        CompilationStartAnalysisContext context, PolicyKind kind, Action<PolicyMethodContext, AttributeData, PolicyOptions, OpenedBounds> check) => ForEachPolicy(context, method =>
    {
        foreach (var (options, attribute) in method.Policies)
        {
            if (options.Kind == kind
                && !method.IsInConflict(attribute, options)
                && OpenedFiles.AreTargeted(method.Method, options)
                && OpenedBounds.Of(method.Compilation, method.Method, kind, method.CancellationToken) is { Files.IsEmpty: false } bounds)
            {
                check(method, attribute, options, bounds);
            }
        }
    });
}
