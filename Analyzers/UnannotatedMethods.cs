using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers;

/// <summary>
/// Finds methods without a policy in types with policies on other methods, or in all types (<see cref="SuggestionScope"/>). It skips the
/// body and the helpers of a method with a policy, because they run under that policy. It also skips the helpers of a method with a file,
/// because they are parts of that method.
/// </summary>
/// <remarks>Two rules need the same methods, so they share one instance per compilation (<see cref="Of"/>). Thread-safe.</remarks>
internal sealed class UnannotatedMethods
{
    // The keys are weak, so the host can release a compilation, although its instance refers back to it.
    private static readonly ConditionalWeakTable<Compilation, UnannotatedMethods> Instances = new();

    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<IMethodSymbol>> _methods = new(SymbolEqualityComparer.Default);
    private readonly MethodPolicies _policies;
    private readonly SemanticModels _models;
    private readonly ByteBoundAnalysis _analysis;

    private UnannotatedMethods(Compilation compilation)
    {
        _policies = MethodPolicies.Of(compilation);
        _models = SemanticModels.Of(compilation);
        _analysis = ByteBoundAnalysis.Of(compilation);
    }

    internal static UnannotatedMethods Of(Compilation compilation) =>
        Instances.GetValue(compilation, static compilation => new UnannotatedMethods(compilation));

    /// <summary>Calls the rule for each method that this class finds. The method has no policy, and it has a file or opens one by its path.</summary>
    internal void Register(CompilationStartAnalysisContext context, Action<UnannotatedMethod> check)
    {
        var names = AnnotatedNames.Of(context.Compilation, context.CancellationToken);
        var isForAllTypes = SuggestionScope.IsAllTypes(context.Options);
        if (!names.IsAnyInSource && !isForAllTypes)
        {
            return;
        }

        context.RegisterSymbolAction(
            symbol =>
            {
                foreach (var method in _methods.GetOrAdd((INamedTypeSymbol)symbol.Symbol, type => Find(type, names, isForAllTypes, symbol.CancellationToken)))
                {
                    check(new UnannotatedMethod(this, symbol, method));
                }
            },
            SymbolKind.NamedType);
    }

    private ImmutableArray<IMethodSymbol> Find(INamedTypeSymbol type, AnnotatedNames names, bool isForAllTypes, CancellationToken cancellation)
    {
        var methods = type.GetMembers().OfType<IMethodSymbol>().ToList();
        if ((!isForAllTypes && !methods.Exists(method => names.InSource.Contains(method.Name) && HasPolicy(method)))
            || methods.FindAll(method => CanHavePolicy(method) && !HasPolicy(method) && MayHaveFile(method, cancellation)) is not { Count: > 0 } candidates)
        {
            return [];
        }

        var calls = new TypeCallGraph(type);
        foreach (var caller in methods)
        {
            foreach (var call in OperationsOf(caller, cancellation).OfType<IInvocationOperation>())
            {
                calls.Add(call, caller);
            }
        }

        return [.. candidates.Where(method => !IsPart(method, calls, cancellation) && !DropsByHand(method, cancellation))];
    }

    /// <summary>Gets the files of the method, or else its paths, each with the bytes that the method moves.</summary>
    internal IEnumerable<(FileCandidate File, FileBounds Bounds)> FilesOf(IMethodSymbol method, CancellationToken cancellation)
    {
        var files = FilesOf(method);
        if (files.IsEmpty)
        {
            files = [.. method.Parameters.Where(static parameter => parameter.Type.SpecialType == SpecialType.System_String && parameter.RefKind == RefKind.None)
                .Select(static parameter => new FileCandidate(FilePlace.Parameter, parameter.Name, FileKind.Path))];
        }

        foreach (var file in files)
        {
            if (_analysis.Analyze(method, file, cancellation) is { } bounds)
            {
                yield return (file, bounds);
            }
        }
    }

    /// <summary>Gets the operations of the method, and of the callees that moved the counted bytes.</summary>
    internal IEnumerable<IOperation> OperationsBehind(IMethodSymbol method, ByteCount byteCount, CancellationToken cancellation)
    {
        var bodies = new HashSet<SyntaxNode>(method.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)));
        Collect(byteCount.Trace, bodies);
        return bodies.SelectMany(body => OperationsOf(body, cancellation));
    }

    /// <summary>Gets the operations of the method.</summary>
    internal IEnumerable<IOperation> OperationsOf(IMethodSymbol method, CancellationToken cancellation) =>
        method.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation))
            .SelectMany(syntax => OperationsOf(syntax, cancellation));

    /// <summary>Whether a call of a method with a policy moved the last of the counted bytes. The call can be in a callee.</summary>
    internal bool IsUnderPolicy(ByteCount byteCount, CancellationToken cancellation)
    {
        for (var trace = byteCount.Trace; trace is not null; trace = trace.Step.Inner)
        {
            if (_models.Of(trace.Step.Place.SyntaxTree)?.GetOperation(trace.Step.Place, cancellation) is IInvocationOperation call
                && !_policies.Get(InterceptableCall.TargetOf(call.TargetMethod)).IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private IEnumerable<IOperation> OperationsOf(SyntaxNode body, CancellationToken cancellation) =>
        _models.OperationOf(body, cancellation)?.DescendantsAndSelf() ?? [];

    private static void Collect(Trace? trace, HashSet<SyntaxNode> bodies)
    {
        for (; trace is not null; trace = trace.Previous)
        {
            if (trace.Step.Place.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is { } body)
            {
                bodies.Add(body);
            }

            Collect(trace.Step.Inner, bodies);
        }
    }

    /// <summary>Whether a method of the type has a policy.</summary>
    internal static bool HasPolicies(INamedTypeSymbol type) => type.GetMembers().OfType<IMethodSymbol>().Any(HasPolicy);

    /// <summary>Whether the method creates a stream or file that drops behind, so it needs no policy.</summary>
    private bool DropsByHand(IMethodSymbol method, CancellationToken cancellation) => OperationsOf(method, cancellation).Any(static operation => operation switch
    {
        IObjectCreationOperation { Type: { Name: "DropBehindStream" or "DropBehindFile" } type } => type.IsIn(PolicyNames.Namespace),
        IInvocationOperation { TargetMethod: { Name: "DropBehind", ContainingType: { Name: "DropBehindExtensions" } type } } => type.IsIn(PolicyNames.Namespace),
        _ => false,
    });

    private static bool HasPolicy(IMethodSymbol method) => !PolicyReader.Read(method.PartialDefinitionPart ?? method).IsEmpty;

    /// <summary>
    /// Whether the method is a part of another method. It is the body of a method with a policy or <c>[ReplacesFile]</c>, or a helper of a method
    /// with a policy or a file. A private method without a direct call in its type counts as a part too.
    /// </summary>
    private bool IsPart(IMethodSymbol method, TypeCallGraph calls, CancellationToken cancellation) =>
        PolicyBody.DeclarationOf(method) is not null
        || ReplacedFile.OfBody(method) is not null
        || (method.DeclaredAccessibility == Accessibility.Private && !calls.IsCalled(method))
        || calls.HasCaller(method, caller => HasPolicy(caller) || PolicyBody.DeclarationOf(caller) is not null || (CanHavePolicy(caller) && HasFile(caller, cancellation)));

    private bool HasFile(IMethodSymbol method, CancellationToken cancellation) =>
        !FilesOf(method).IsEmpty || FilesOf(method, cancellation).Any(static path => path.Bounds.Read.Amount != Amount.None || path.Bounds.Written.Amount != Amount.None);

    /// <summary>
    /// Whether the method has a file, or opens a file by its path and no policy of the type covers that file. To find an opened file, only
    /// the code of methods with a string parameter is bound.
    /// </summary>
    private bool MayHaveFile(IMethodSymbol method, CancellationToken cancellation) =>
        !FilesOf(method).IsEmpty
        || (OpenedFileScope.Around(method.ContainingType) is null
            && method.Parameters.Any(static parameter => parameter.Type.SpecialType == SpecialType.System_String)
            && OperationsOf(method, cancellation).Any(FileOperations.OpensPath));

    /// <summary>Whether generated code can wrap the method, and no overridden or implemented method has a policy.</summary>
    private bool CanHavePolicy(IMethodSymbol method) =>
        method is { IsImplicitlyDeclared: false, IsAbstract: false, IsPartialDefinition: false, PartialDefinitionPart: null }
        && WrapperObstacles.ForInterceptor(method) == WrapperObstacle.None
        && MethodPolicies.GetOverriddenMembers(method).All(slot => _policies.Get(slot).IsEmpty);

    private static ImmutableArray<FileCandidate> FilesOf(IMethodSymbol method) =>
        FileCandidates.Find(method, named: null) is [{ Place: not FilePlace.Result }, ..] files ? files : [];
}
