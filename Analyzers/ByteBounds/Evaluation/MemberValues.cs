using System.Collections.Concurrent;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>The values that members have when a method is entered. A value is known if all assignments to the member are known.</summary>
internal sealed class MemberValues(SemanticModels models)
{
    private readonly ConcurrentDictionary<IFieldSymbol, AbstractValue> _values = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IPropertySymbol, AbstractValue?> _properties = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, bool> _holders = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _hasFiles = new(SymbolEqualityComparer.Default);

    /// <summary>Returns the value of a field when a method is entered.</summary>
    internal AbstractValue ValueOnEntryOf(IFieldSymbol field, CancellationToken cancellation) =>
        _values.TryGetValue(field, out var known) ? known : _values.GetOrAdd(field, Compute(field, cancellation));

    /// <summary>
    /// Returns the length or number that a property in source always has, such as <c>Magic => "KVC1"u8</c>; null for any other property.
    /// </summary>
    internal AbstractValue? FixedValueOf(IPropertySymbol property, CancellationToken cancellation) =>
        property.SetMethod is not null || property.IsVirtual || property.IsAbstract || property.IsOverride || property.IsIndexer || StreamTypes.IsFileLike(property.Type) ? null
        : _properties.TryGetValue(property, out var known) ? known
        : _properties.GetOrAdd(property, Compute(property, cancellation));

    /// <summary>
    /// Whether the member holds an object that can use a file of the containing type (<see cref="FileHoldingMembers"/>). The analysis does not
    /// follow the effects of the object's methods on the file.
    /// </summary>
    internal bool HoldsFile(ISymbol member, ITypeSymbol type, CancellationToken cancellation) =>
        HasFiles(member.ContainingType)
        && (_holders.TryGetValue(member, out var known) ? known : _holders.GetOrAdd(member, FileHoldingMembers.HoldsFile(member, type, models, cancellation)));

    /// <summary>Whether an object of the type can hold a file: the type is a stream or reader itself, or has an own or inherited field of such a type.</summary>
    internal bool HasFiles(INamedTypeSymbol type)
    {
        if (_hasFiles.TryGetValue(type, out var known))
        {
            return known;
        }

        var found = StreamTypes.IsFileLike(type);
        for (var current = type; current is not null && !found; current = current.BaseType)
        {
            found = current.GetMembers().Any(member => member is IFieldSymbol field && StreamTypes.IsFileLike(field.Type));
        }

        return _hasFiles.GetOrAdd(type, found);
    }

    private AbstractValue Compute(IFieldSymbol field, CancellationToken cancellation)
    {
        if (StreamTypes.IsFileLike(field.Type))
        {
            return new FileValue(FileSource.Member(field), StreamWrapper.Of(field.Type));
        }

        if (HoldsFile(field, field.Type, cancellation))
        {
            return new FileValue(FileSource.Member(field.ContainingType), StreamWrapper.Unknown);
        }

        var isFollowed = TypeFacts.IsBuffer(field.Type) ? field.IsReadOnly || field.DeclaredAccessibility == Accessibility.Private : field.IsReadOnly;
        return isFollowed ? new FieldAssignments(models, field).Join(cancellation) ?? ValueFactory.AnyExceptFile(field.Type, Origin.External) : ValueFactory.AnyExceptFile(field.Type, Origin.External);
    }

    private AbstractValue? Compute(IPropertySymbol property, CancellationToken cancellation) =>
        property.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax(cancellation) is PropertyDeclarationSyntax declaration
        && ExpressionOf(declaration, property, cancellation) is { } expression
            ? FixedValue.Of(models.OperationOf(expression, cancellation), property.Type)
            : null;

    /// <summary>Returns the only expression that the property returns; null if it has more code, or if other code may assign it.</summary>
    private static ExpressionSyntax? ExpressionOf(PropertyDeclarationSyntax declaration, IPropertySymbol property, CancellationToken cancellation) => declaration switch
    {
        { ExpressionBody.Expression: { } expression } => expression,
        { AccessorList.Accessors: [{ ExpressionBody.Expression: { } expression }] } => expression,
        { AccessorList.Accessors: [{ Body.Statements: [ReturnStatementSyntax { Expression: { } expression }] }] } => expression,
        { AccessorList.Accessors: [{ Body: null, ExpressionBody: null }], Initializer.Value: { } value } when !IsAssigned(property, cancellation) => value,
        _ => null,
    };

    private static bool IsAssigned(IPropertySymbol property, CancellationToken cancellation) =>
        property.ContainingType.DeclaringSyntaxReferences.SelectMany(type => type.GetSyntax(cancellation).DescendantNodes().OfType<AssignmentExpressionSyntax>())
            .Any(assignment => assignment.Left.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == property.Name));
}
