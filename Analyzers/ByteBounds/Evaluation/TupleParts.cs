using System.Collections.Immutable;
using System.Globalization;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>The numbers in tuples and in positional records, which code uses for tables of fields.</summary>
internal static class TupleParts
{
    /// <summary>Returns the numbers in a tuple, by the names of its elements (<c>Item1</c>, …).</summary>
    /// <param name="tuple">The tuple.</param>
    /// <param name="value">Evaluates an element; null if its value is not known.</param>
    internal static ImmutableDictionary<string, Interval> Of(ITupleOperation tuple, Func<IOperation, AbstractValue?> value) =>
        Of([.. tuple.Elements.Select((element, index) => (NameOf(index), value(element)))]);

    /// <summary>Returns the numbers among these members, by their names.</summary>
    internal static ImmutableDictionary<string, Interval> Of(IEnumerable<(string Name, AbstractValue? Value)> members) => members
        .Where(static member => member.Value is NumberValue)
        .ToImmutableDictionary(static member => member.Name, static member => ((NumberValue)member.Value!).Range);

    /// <summary>
    /// Returns the numbers that a constructor passes to a positional record; null for objects of other types. No code can assign the
    /// properties later.
    /// </summary>
    internal static ImmutableDictionary<string, Interval>? OfRecord(IObjectCreationOperation creation, Func<IOperation, AbstractValue?> value) =>
        creation is { Initializer: null, Type: INamedTypeSymbol { IsRecord: true } type, Constructor.DeclaringSyntaxReferences: [var reference] }
        && (type.IsReferenceType || type.IsReadOnly)
        && reference.GetSyntax() is RecordDeclarationSyntax
            ? Of(creation.Arguments.Where(argument => argument.Parameter is { } parameter && IsPositional(type, parameter)).Select(argument => (argument.Parameter!.Name, value(argument.Value))))
            : null;

    /// <summary>Returns the number in a member of a tuple or a record; null if it is not known.</summary>
    internal static Interval? Find(AbstractValue? receiver, ISymbol member) =>
        receiver is OtherValue { Parts: { } parts }
        && parts.TryGetValue(member is IFieldSymbol { CorrespondingTupleField: { } field } ? field.Name : member.Name, out var range) ? range : null;

    /// <summary>Returns the number at a position of a tuple; null if it is not known.</summary>
    internal static Interval? Find(AbstractValue receiver, int index) =>
        receiver is OtherValue { Parts: { } parts } && parts.TryGetValue(NameOf(index), out var range) ? range : null;

    private static string NameOf(int index) => "Item" + (index + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the compiler creates the property from the parameter.</summary>
    private static bool IsPositional(INamedTypeSymbol type, IParameterSymbol parameter) =>
        type.GetMembers(parameter.Name) is [IPropertySymbol { DeclaringSyntaxReferences: [var reference] }] && reference.GetSyntax() is ParameterSyntax;
}
