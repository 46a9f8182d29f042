using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>The data of one interpreted method that do not change: the initial values, and the variables that other code shares.</summary>
internal sealed class MethodScope
{
    private readonly HashSet<ISymbol> _untracked = new(SymbolEqualityComparer.Default);
    private readonly ImmutableDictionary<ISymbol, AbstractValue> _parameters;
    private readonly MemberValues _members;
    private readonly ImmutableHashSet<ISymbol> _counted;
    private readonly IMethodSymbol _method;
    private readonly CancellationToken _cancellation;

    internal MethodScope(
        IMethodSymbol method, IOperation body, ImmutableDictionary<ISymbol, AbstractValue> parameters, TypeArguments types, MemberValues members, CancellationToken cancellation)
    {
        _method = method;
        _parameters = parameters;
        Types = types;
        _members = members;
        _cancellation = cancellation;
        AllMembers = FileSource.Member(method.ContainingType);
        HasFileMembers = members.HasFiles(method.ContainingType);
        Nested = NestedFunctions.Of(body);
        UsedByNestedFunctions = Gather(body);
        _counted = CountedCollections.In(body);
        UntrackReferences(method);
    }

    /// <summary>The type arguments of the method and its type.</summary>
    internal TypeArguments Types { get; }

    /// <summary>The lambdas and local functions of the method.</summary>
    internal NestedFunctions Nested { get; }

    /// <summary>Stands for each file that a member of the type holds.</summary>
    internal FileSource AllMembers { get; }

    internal bool HasFileMembers { get; }

    /// <summary>Whether an object of the type can hold a file in a member of its own.</summary>
    internal bool HoldsFiles(INamedTypeSymbol type) => _members.HasFiles(type);

    /// <summary>The variables and members in lambdas and local functions that the analysis does not follow.</summary>
    internal ImmutableHashSet<ISymbol> UsedByNestedFunctions { get; }

    internal bool NestedFunctionsUseThis { get; private set; }

    /// <summary>
    /// Whether code runs when an exception passes: a handler, or the end of a <c>using</c>, <c>lock</c> or <c>foreach</c>.
    /// </summary>
    internal bool HasHandlers { get; private set; }

    /// <summary>Whether other code can change the variable: a lambda that assigns it, a reference to it, or its caller.</summary>
    internal bool IsUntracked(ISymbol variable) => _untracked.Contains(variable);

    /// <summary>Whether the local holds a collection whose elements are counted.</summary>
    internal bool IsCounted(ISymbol local) => _counted.Contains(local);

    /// <summary>Whether the parameter is the method's own, and not a captured parameter of a primary constructor.</summary>
    internal bool IsOfMethod(IParameterSymbol parameter) => SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, _method);

    internal AbstractValue? InitialValueOf(IParameterSymbol parameter) => _parameters.TryGetValue(parameter, out var value) ? value : null;

    internal AbstractValue InitialValueOf(IFieldSymbol field) => _members.InitialValueOf(field, _cancellation);

    private ImmutableHashSet<ISymbol> Gather(IOperation body)
    {
        var used = ImmutableHashSet.CreateBuilder<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var function in Nested.NotFollowed)
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

    /// <summary>Returns the variables in nested functions whose own parameters may be references to other variables.</summary>
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

    /// <summary>
    /// Whether a call can keep a reference that it receives: in a ref struct such as a span, in a returned reference, or in a
    /// pointer.
    /// </summary>
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
        var returnsReference = NestedFunctions.SymbolOf(function) is { ReturnsByRef: true };
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
                case ILocalReferenceOperation or IParameterReferenceOperation when returnsReference: Untrack(operation); break;
            }
        }
    }

    /// <summary>Untracks the variables that an assignment sets, and not the objects whose members or elements it sets.</summary>
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
            case IParenthesizedOperation parenthesized:
                UntrackAll(parenthesized.Operand);
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
            case IConditionalOperation conditional:
                Untrack(conditional.WhenTrue);
                Untrack(conditional.WhenFalse);
                break;
            case IInvocationOperation invocation:
                // ref var x = ref Pick(ref a, ref b): x can refer to any of the arguments.
                foreach (var argument in invocation.Arguments)
                {
                    Untrack(argument.Value);
                }

                break;
        }
    }
}
