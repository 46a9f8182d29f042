using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>What is fixed for one method while it is interpreted: its first values, and the variables that others share.</summary>
internal sealed class MethodScope(
    IMethodSymbol method, VariableUse use, ImmutableDictionary<ISymbol, AbstractValue> parameters, TypeArguments types, MemberValues members, CancellationToken cancellation)
{
    /// <summary>What the type parameters of the method and its type stand for.</summary>
    internal TypeArguments Types => types;

    /// <summary>The lambdas and local functions of the method.</summary>
    internal NestedFunctions Nested => use.Nested;

    /// <summary>Stands for each file that a member of the type holds.</summary>
    internal FileSource AllMembers { get; } = FileSource.Member(method.ContainingType);

    internal bool HasFileMembers { get; } = members.HasFiles(method.ContainingType);

    /// <summary>Whether an object of the type can hold a file in a member of its own.</summary>
    internal bool HoldsFiles(INamedTypeSymbol type) => members.HasFiles(type);

    /// <summary>The variables and members that lambdas and local functions mention which are not followed.</summary>
    internal ImmutableHashSet<ISymbol> UsedByNestedFunctions => use.UsedByNestedFunctions;

    internal bool NestedFunctionsUseThis => use.NestedFunctionsUseThis;

    /// <summary>Whether code runs where an exception passes: a handler, or the end of a <c>using</c>, <c>lock</c> or <c>foreach</c>.</summary>
    internal bool HasHandlers => use.HasHandlers;

    /// <summary>Whether others can change the variable: a lambda that assigns it, a reference, a caller's variable.</summary>
    internal bool IsUntracked(ISymbol variable) => use.IsUntracked(variable);

    /// <summary>Whether the local holds a collection whose elements are counted.</summary>
    internal bool IsCounted(ISymbol local) => use.IsCounted(local);

    /// <summary>Whether the parameter is the method's, and not one of a primary constructor that the method captures.</summary>
    internal bool IsOfMethod(IParameterSymbol parameter) => SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method);

    internal AbstractValue? InitialValueOf(IParameterSymbol parameter) => parameters.TryGetValue(parameter, out var value) ? value : null;

    internal AbstractValue InitialValueOf(IFieldSymbol field) => members.InitialValueOf(field, cancellation);
}
