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
/// The methods without a policy in types whose other methods have one, as far as a policy could stand on them: not the
/// body of one that has it, nor a part of it, nor a part of another method that is given the file.
/// </summary>
/// <remarks>One instance serves the rules of a compilation (<see cref="Of"/>), which ask for the same methods. Safe for all threads.</remarks>
internal sealed class UnannotatedMethods
{
    // Weak in its keys: a compilation that the host lets go takes its instance along, though that refers back to it.
    private static readonly ConditionalWeakTable<Compilation, UnannotatedMethods> Instances = new();

    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<IMethodSymbol>> _methods = new(SymbolEqualityComparer.Default);
    private readonly MethodPolicies _policies;
    private readonly SemanticModels _models;
    private readonly ByteBoundAnalysis _analysis;

    private UnannotatedMethods(Compilation compilation)
    {
        _policies = new MethodPolicies(compilation);
        _models = SemanticModels.Of(compilation);
        _analysis = ByteBoundAnalysis.Of(compilation);
    }

    internal static UnannotatedMethods Of(Compilation compilation) =>
        Instances.GetValue(compilation, static compilation => new UnannotatedMethods(compilation));

    /// <summary>Calls the rule for each such method of the compilation that is given a file, or opens one by its path.</summary>
    internal void Register(CompilationStartAnalysisContext context, Action<UnannotatedMethod> check)
    {
        var names = AnnotatedNames.Of(context.Compilation, context.CancellationToken);
        if (!names.IsAnyInSource)
        {
            return;
        }

        context.RegisterSymbolAction(
            symbol =>
            {
                foreach (var method in _methods.GetOrAdd((INamedTypeSymbol)symbol.Symbol, type => Find(type, names, symbol.CancellationToken)))
                {
                    check(new UnannotatedMethod(this, symbol, method));
                }
            },
            SymbolKind.NamedType);
    }

    private ImmutableArray<IMethodSymbol> Find(INamedTypeSymbol type, AnnotatedNames names, CancellationToken cancellation)
    {
        var methods = type.GetMembers().OfType<IMethodSymbol>().ToList();
        if (!methods.Exists(method => names.InSource.Contains(method.Name) && HasPolicy(method))
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

        return [.. candidates.Where(method => !IsPart(method, calls, cancellation))];
    }

    /// <summary>The files that the method is given, or else the paths, each with what it does to it.</summary>
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

    /// <summary>Every operation of the method's code, and of what it calls that moved what the tally counts.</summary>
    internal IEnumerable<IOperation> OperationsBehind(IMethodSymbol method, ByteCount byteCount, CancellationToken cancellation)
    {
        var bodies = new HashSet<SyntaxNode>(method.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)));
        Collect(byteCount.Trace, bodies);
        return bodies.SelectMany(body => OperationsOf(body, cancellation));
    }

    /// <summary>Every operation of the method's code.</summary>
    internal IEnumerable<IOperation> OperationsOf(IMethodSymbol method, CancellationToken cancellation) =>
        method.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation))
            .SelectMany(syntax => OperationsOf(syntax, cancellation));

    /// <summary>Whether what the tally counts was moved by a call of a method that has a policy for it.</summary>
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
        _models.Of(body.SyntaxTree)?.GetOperation(body, cancellation)?.DescendantsAndSelf() ?? [];

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

    private bool HasPolicy(IMethodSymbol method) => !_policies.Get(method).IsEmpty;

    /// <summary>
    /// The code of a method that has a policy is under that policy. What another method does with a file that it was
    /// given, by itself or by its path, is that method's affair as a whole; what it does with others is not.
    /// </summary>
    private bool IsPart(IMethodSymbol method, TypeCallGraph calls, CancellationToken cancellation) =>
        PolicyBody.DeclarationOf(method) is not null
        || (method.DeclaredAccessibility == Accessibility.Private && !calls.IsCalled(method))
        || calls.IsPartOf(method, caller => HasPolicy(caller) || PolicyBody.DeclarationOf(caller) is not null || (CanHavePolicy(caller) && HasFile(caller, cancellation)));

    private bool HasFile(IMethodSymbol method, CancellationToken cancellation) =>
        !FilesOf(method).IsEmpty || FilesOf(method, cancellation).Any(static path => path.Bounds.Read.Amount != Amount.None || path.Bounds.Written.Amount != Amount.None);

    /// <summary>Told by the method's text, so that most methods are not bound: one that opens a file by its path names a type of files.</summary>
    private static bool MayHaveFile(IMethodSymbol method, CancellationToken cancellation) =>
        !FilesOf(method).IsEmpty
        || (method.Parameters.Any(static parameter => parameter.Type.SpecialType == SpecialType.System_String)
            && method.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellation).ToString().Contains("File")));

    /// <summary>Whether one of the carriers could have the method, and nothing that it overrides decides for it.</summary>
    private bool CanHavePolicy(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, IsImplicitlyDeclared: false, IsAbstract: false, IsExtern: false, IsVararg: false, IsIterator: false, IsPartialDefinition: false, PartialDefinitionPart: null }
        && ReturnShapes.Of(method) is { } shape
        && !(method.IsAsync && shape == ReturnShape.Void)
        && MethodPolicies.GetOverriddenMembers(method).All(slot => _policies.Get(slot).IsEmpty);

    private static ImmutableArray<FileCandidate> FilesOf(IMethodSymbol method) =>
        FileCandidates.Find(method, named: null) is [{ Place: not FilePlace.Result }, ..] files ? files : [];
}
