using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>The facts about one method that do not change during its interpretation: the values on entry, and the variables that other code can change.</summary>
internal sealed class MethodScope(
    IMethodSymbol method, VariableUsage usage, ImmutableDictionary<ISymbol, AbstractValue> parameters, TypeArguments types, MemberValues members, CancellationToken cancellation)
{
    /// <summary>The type arguments of the method and its type.</summary>
    internal TypeArguments Types => types;

    /// <summary>The lambdas and local functions of the method.</summary>
    internal NestedFunctions Nested => usage.Nested;

    /// <summary>One source that stands for the files of all members of the type.</summary>
    internal FileSource AllMembers { get; } = FileSource.Member(method.ContainingType);

    /// <summary>Whether an object of the method's type can hold a file in a member of its own.</summary>
    internal bool HasFileMembers { get; } = members.HasFiles(method.ContainingType);

    /// <summary>Whether an object of the type can hold a file in a member of its own.</summary>
    internal bool HoldsFiles(INamedTypeSymbol type) => members.HasFiles(type);

    /// <summary>The variables and members that lambdas and local functions mention, unless the function is inlined.</summary>
    internal ImmutableHashSet<ISymbol> UsedByNestedFunctions => usage.UsedByNestedFunctions;

    /// <summary>Whether lambdas and local functions use <c>this</c>, unless the function is inlined.</summary>
    internal bool NestedFunctionsUseThis => usage.NestedFunctionsUseThis;

    /// <summary>Whether the method has code that runs after an exception: a handler, or the end of a <c>using</c>, <c>lock</c> or <c>foreach</c>.</summary>
    internal bool HasHandlers => usage.HasHandlers;

    /// <summary>Whether other code can change the variable: a lambda assigns it, a reference to it exists, or it is a <c>ref</c>, <c>out</c> or <c>in</c> parameter.</summary>
    internal bool IsUntracked(ISymbol variable) => usage.IsUntracked(variable);

    /// <summary>Whether the local holds a collection whose number of elements the analysis tracks (<see cref="CountedCollections"/>).</summary>
    internal bool HasTrackedCount(ISymbol local) => usage.HasTrackedCount(local);

    /// <summary>Whether the parameter belongs to the method, and not to a primary constructor whose parameter the method captures.</summary>
    internal bool IsOfMethod(IParameterSymbol parameter) => SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method);

    /// <summary>Returns the value of a parameter when the method is entered; null if the method has no such parameter.</summary>
    internal AbstractValue? ValueOnEntryOf(IParameterSymbol parameter) => parameters.TryGetValue(parameter, out var value) ? value : null;

    /// <summary>Returns the value of a field when a method is entered. It is known if all assignments to the field are known.</summary>
    internal AbstractValue ValueOnEntryOf(IFieldSymbol field) => members.ValueOnEntryOf(field, cancellation);
}
