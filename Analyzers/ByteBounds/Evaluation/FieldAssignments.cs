using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Finds all assignments to a field that only its own type can assign. If each assignment to a private field is
/// <c>new byte[64]</c>, the buffer in the field has that length. The search compares names, so it may find too many assignments but
/// never too few.
/// </summary>
internal sealed class FieldAssignments(SemanticModels models, IFieldSymbol field)
{
    /// <summary>The identifiers in the code of each type, by name. They are kept, because a type can have many fields.</summary>
    private static readonly ConditionalWeakTable<SyntaxNode, ILookup<string, IdentifierNameSyntax>> Identifiers = new();

    private AbstractValue? _joined;
    private bool _isOnlyRead = true;

    /// <summary>Returns the join of all assigned values; null if one of the values is unknown.</summary>
    internal AbstractValue? Join(CancellationToken cancellation)
    {
        if (field.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax(cancellation) is not VariableDeclaratorSyntax declarator)
        {
            return null;
        }

        if (declarator.Initializer is { } initializer)
        {
            if (!Add((models.OperationOf(initializer, cancellation) as IFieldInitializerOperation)?.Value))
            {
                return null;
            }
        }
        else
        {
            // The field's value before its first assignment, and in a struct that no constructor created.
            _joined = ValueFactory.Default(field.Type);
        }

        foreach (var type in field.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var name in IdentifiersOf(type.GetSyntax(cancellation))[field.Name])
            {
                if (!Follow(name, cancellation))
                {
                    return null;
                }
            }
        }

        return _joined is BufferValue { Content: not null } table && !(field is { IsReadOnly: true, DeclaredAccessibility: Accessibility.Private } && _isOnlyRead)
            ? table with { Content = null }
            : _joined;
    }

    private static ILookup<string, IdentifierNameSyntax> IdentifiersOf(SyntaxNode type) => Identifiers.GetValue(type, static type =>
        type.DescendantNodes().OfType<IdentifierNameSyntax>().ToLookup(static name => name.Identifier.ValueText, StringComparer.Ordinal));

    /// <summary>Whether a use of an array surely does not change its elements.</summary>
    private static bool IsRead(SyntaxNode use) => use.Parent switch
    {
        ElementAccessExpressionSyntax element => !IsChanged(element),
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" } => true,
        ForEachVariableStatementSyntax => true,
        ForEachStatementSyntax { Type: not RefTypeSyntax } => true,
        _ => false,
    };

    /// <summary>Records a use of the field, and adds the value that it assigns. Returns false if the field may get an unknown value.</summary>
    private bool Follow(IdentifierNameSyntax name, CancellationToken cancellation)
    {
        SyntaxNode use = name;
        while ((use.Parent is MemberAccessExpressionSyntax access && access.Name == use) || use.Parent is ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
        {
            use = use.Parent!;
        }

        _isOnlyRead &= IsRead(use) || (use.Parent is MemberAccessExpressionSyntax parent && IsRead(parent.Expression));
        return use.Parent switch
        {
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression or (int)SyntaxKind.CoalesceAssignmentExpression } assignment when assignment.Left == use =>
                Add(models.OperationOf(assignment.Right, cancellation)),
            AssignmentExpressionSyntax assignment => assignment.Left != use,
            ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None } or ArgumentSyntax { Parent: TupleExpressionSyntax } or RefExpressionSyntax => false,
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression or (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } => false,
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } => false,
            _ => true,
        };
    }

    private bool Add(IOperation? value)
    {
        if (FixedValue.Of(value, field.Type) is not { } known)
        {
            return false;
        }

        _joined = _joined is null ? known : AbstractValue.Join(_joined, known);
        return _joined is NumberValue or BufferValue or SequenceValue;
    }

    /// <summary>Whether the expression is changed: by an assignment, by an increment, or through a reference.</summary>
    private static bool IsChanged(ExpressionSyntax expression) => expression.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == expression,
        RefExpressionSyntax or ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None } or PostfixUnaryExpressionSyntax => true,
        ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } tuple } => assignment.Left == tuple,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression or (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } => true,
        MemberAccessExpressionSyntax member when member.Expression == expression => IsChanged(member),
        _ => false,
    };
}
