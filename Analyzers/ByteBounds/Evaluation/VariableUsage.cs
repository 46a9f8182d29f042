using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// How a method's code uses its variables: which variables other code can change, and which hold a collection whose number of elements the analysis tracks.
/// The usage does not depend on the arguments, so all interpretations of the method share it. Thread-safe.
/// </summary>
internal sealed class VariableUsage
{
    private readonly HashSet<ISymbol> _untracked = new(SymbolEqualityComparer.Default);
    private readonly ImmutableHashSet<ISymbol> _counted;

    internal VariableUsage(IMethodSymbol method, IOperation body)
    {
        Nested = NestedFunctions.Of(body);
        UsedByNestedFunctions = Gather(body);
        _counted = CountedCollections.In(body);
        UntrackReferences(method);
    }

    /// <inheritdoc cref="MethodScope.Nested"/>
    internal NestedFunctions Nested { get; }

    /// <inheritdoc cref="MethodScope.UsedByNestedFunctions"/>
    internal ImmutableHashSet<ISymbol> UsedByNestedFunctions { get; }

    /// <inheritdoc cref="MethodScope.NestedFunctionsUseThis"/>
    internal bool NestedFunctionsUseThis { get; private set; }

    /// <inheritdoc cref="MethodScope.HasHandlers"/>
    internal bool HasHandlers { get; private set; }

    /// <inheritdoc cref="MethodScope.IsUntracked"/>
    internal bool IsUntracked(ISymbol variable) => _untracked.Contains(variable);

    /// <inheritdoc cref="MethodScope.HasTrackedCount"/>
    internal bool HasTrackedCount(ISymbol local) => _counted.Contains(local);

    /// <summary>Finds the variables that other code can change. Returns the variables and members that nested functions mention, unless inlined.</summary>
    private ImmutableHashSet<ISymbol> Gather(IOperation body)
    {
        var used = ImmutableHashSet.CreateBuilder<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var function in Nested.NotInlined)
        {
            GatherNested(function, used);
        }

        var shared = GatherShared();
        foreach (var operation in body.Descendants())
        {
            HasHandlers |= operation is ITryOperation or IUsingOperation or IUsingDeclarationOperation or ILockOperation or IForEachLoopOperation;
            switch (operation)
            {
                case IArgumentOperation { Parameter.RefKind: not RefKind.None } argument when KeepsReferences(argument.Parent) || shared.Overlaps(Mentioned(argument.Value)):
                    Untrack(argument.Value);
                    break;
                case IAddressOfOperation { Reference: var reference }:
                    Untrack(reference);
                    break;
                case IVariableDeclaratorOperation { Symbol.RefKind: not RefKind.None } declarator:
                    _untracked.Add(declarator.Symbol);
                    Untrack(declarator.GetVariableInitializer()?.Value);
                    break;
                case ISimpleAssignmentOperation { IsRef: true } assignment:
                    Untrack(assignment.Value);
                    break;
            }
        }

        return used.ToImmutable();
    }

    /// <summary>
    /// Returns the variables that nested functions mention, inlined functions too. Untracks the functions' parameters by reference, because
    /// each may refer to another variable.
    /// </summary>
    private HashSet<ISymbol> GatherShared()
    {
        var shared = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var function in Nested.All)
        {
            UntrackReferences(NestedFunctions.SymbolOf(function)!);
            shared.UnionWith(function.Descendants().SelectMany(Mentioned));
        }

        return shared;
    }

    private void UntrackReferences(IMethodSymbol function) => _untracked.UnionWith(function.Parameters.Where(static parameter => parameter.RefKind != RefKind.None));

    private static IEnumerable<ISymbol> Mentioned(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => [local.Local],
        IParameterReferenceOperation parameter => [parameter.Parameter],
        _ => [],
    };

    /// <summary>Whether a call can keep a reference that it receives: in a span or another ref struct, as a returned reference, or as a pointer.</summary>
    private static bool KeepsReferences(IOperation? call) => call switch
    {
        IObjectCreationOperation { Type.IsRefLikeType: true } => true,
        IInvocationOperation { TargetMethod: var method } =>
            method.ReturnsByRef || method.ReturnsByRefReadonly || method.ContainingType.IsRefLikeType || method.ReturnType is { IsRefLikeType: true } or IPointerTypeSymbol
            || method.Parameters.Any(static parameter => parameter is { RefKind: RefKind.Ref or RefKind.Out, Type.IsRefLikeType: true }),
        _ => false,
    };

    private void GatherNested(IOperation function, ImmutableHashSet<ISymbol>.Builder used)
    {
        foreach (var operation in function.Descendants())
        {
            switch (operation)
            {
                case ILocalReferenceOperation local: used.Add(local.Local); break;
                case IParameterReferenceOperation parameter: used.Add(parameter.Parameter); break;
                case IFieldReferenceOperation field: used.Add(field.Field); break;
                case IPropertyReferenceOperation { Instance: null } property: used.Add(property.Property); break;
                case IInstanceReferenceOperation: NestedFunctionsUseThis = true; break;
            }

            switch (operation)
            {
                case IAssignmentOperation assignment: UntrackAll(assignment.Target); break;
                case IIncrementOrDecrementOperation step: Untrack(step.Target); break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument: Untrack(argument.Value); break;
            }
        }
    }

    /// <summary>Marks the variables that an assignment changes as untracked, but not the objects whose members or elements it changes.</summary>
    private void UntrackAll(IOperation target)
    {
        switch (target)
        {
            case ITupleOperation tuple:
                foreach (var element in tuple.Elements)
                {
                    UntrackAll(element);
                }

                break;
            case IDeclarationExpressionOperation declaration:
                UntrackAll(declaration.Expression);
                break;
            case IConversionOperation conversion:
                UntrackAll(conversion.Operand);
                break;
            default:
                Untrack(target);
                break;
        }
    }

    private void Untrack(IOperation? operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation local: _untracked.Add(local.Local); break;
            case IParameterReferenceOperation parameter: _untracked.Add(parameter.Parameter); break;
            case IFieldReferenceOperation { Field.ContainingType.IsValueType: true, Instance: { } whole }: Untrack(whole); break;
            case IConditionalOperation conditional:
                Untrack(conditional.WhenTrue);
                Untrack(conditional.WhenFalse);
                break;
            case IInvocationOperation invocation:
                // ref var x = ref Pick(ref a, ref b): x can be any of the arguments.
                foreach (var argument in invocation.Arguments)
                {
                    Untrack(argument.Value);
                }

                break;
        }
    }
}
