using System.Collections.Concurrent;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>The values of fields when a method is entered: of constants, and of readonly fields whose initializer is all that sets them.</summary>
internal sealed class MemberValues(SourceModels models)
{
    private readonly ConcurrentDictionary<IFieldSymbol, AbstractValue> _values = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IPropertySymbol, AbstractValue?> _properties = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _hasFiles = new(SymbolEqualityComparer.Default);

    internal AbstractValue InitialValueOf(IFieldSymbol field, CancellationToken cancellation) =>
        _values.TryGetValue(field, out var known) ? known : _values.GetOrAdd(field, Compute(field, cancellation));

    /// <summary>The length or number that a property of source always gives, such as <c>Magic => "KVC1"u8</c>; null for any other.</summary>
    internal AbstractValue? FixedValueOf(IPropertySymbol property, CancellationToken cancellation) =>
        property.SetMethod is not null || property.IsVirtual || property.IsAbstract || property.IsOverride || property.IsIndexer || Types.IsFileLike(property.Type) ? null
        : _properties.TryGetValue(property, out var known) ? known
        : _properties.GetOrAdd(property, Compute(property, cancellation));

    /// <summary>Whether the type, or a base of it, has a member that can hold a file.</summary>
    internal bool HasFiles(INamedTypeSymbol type)
    {
        if (_hasFiles.TryGetValue(type, out var known))
        {
            return known;
        }

        var found = false;
        for (var current = type; current is not null && !found; current = current.BaseType)
        {
            found = current.GetMembers().Any(member => member is IFieldSymbol field && Types.IsFileLike(field.Type));
        }

        return _hasFiles.GetOrAdd(type, found);
    }

    private AbstractValue Compute(IFieldSymbol field, CancellationToken cancellation)
    {
        if (Types.IsFileLike(field.Type))
        {
            return new FileValue(FileSource.Member(field));
        }

        var any = Any(field.Type);
        if (!field.IsReadOnly || field.DeclaringSyntaxReferences is not [var reference]
            || reference.GetSyntax(cancellation) is not VariableDeclaratorSyntax { Initializer.Value: { } initializer }
            || IsAssignedInConstructor(field, cancellation))
        {
            return any;
        }

        return FixedValue.Of((models.Of(initializer.SyntaxTree)?.GetOperation(initializer.Parent!, cancellation) as IFieldInitializerOperation)?.Value) ?? any;
    }

    private AbstractValue? Compute(IPropertySymbol property, CancellationToken cancellation) =>
        property.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax(cancellation) is PropertyDeclarationSyntax { ExpressionBody.Expression: { } expression }
            ? FixedValue.Of(models.Of(expression.SyntaxTree)?.GetOperation(expression, cancellation), property.Type)
            : null;

    private static AbstractValue Any(ITypeSymbol type) =>
        Types.IsBuffer(type) ? new BufferValue(Interval.Length, Origin.Elsewhere)
        : Interval.Describes(type) ? new NumberValue(Interval.RangeOf(type), Origin.Elsewhere)
        : AbstractValue.Anything;

    /// <summary>By name alone, which can only err towards "assigned".</summary>
    private static bool IsAssignedInConstructor(IFieldSymbol field, CancellationToken cancellation)
    {
        foreach (var reference in field.ContainingType.DeclaringSyntaxReferences)
        {
            var type = reference.GetSyntax(cancellation);
            if (type.DescendantNodes().Any(node => node is ConstructorDeclarationSyntax or AccessorDeclarationSyntax { RawKind: (int)SyntaxKind.InitAccessorDeclaration }
                && node.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == field.Name)))
            {
                return true;
            }
        }

        return false;
    }
}
