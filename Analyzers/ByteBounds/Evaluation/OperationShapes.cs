using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Recognizes forms of operations and properties, without their values.</summary>
internal static class OperationShapes
{
    /// <summary>Returns the operand of nested conversions.</summary>
    internal static IOperation Unconverted(IOperation operation) => operation is IConversionOperation conversion ? Unconverted(conversion.Operand) : operation;

    internal static bool IsNull(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: null };

    /// <summary>Whether the operation is a call of a <c>GetEnumerator</c> of .NET.</summary>
    internal static bool IsGetEnumerator(IOperation operation) =>
        Unconverted(operation) is IInvocationOperation { TargetMethod: { Name: "GetEnumerator", Parameters.IsEmpty: true } method } && TypeFacts.IsDotNet(method);

    /// <summary>Whether the getter only returns the backing field, whatever class the object has.</summary>
    internal static bool IsAutomatic(IPropertySymbol property) => IsAutomatic(property, property.GetMethod);

    /// <summary>
    /// Whether an accessor only returns or sets the backing field. A property with the <c>field</c> keyword of C# 14 has a
    /// backing field too, so the accessors must have no code. Overridable and partial properties do not count.
    /// </summary>
    internal static bool IsAutomatic(IPropertySymbol property, IMethodSymbol? accessor) =>
        !Overrides.CanBeOverridden(property)
        && property is { PartialImplementationPart: null, PartialDefinitionPart: null }
        && property.ContainingType.GetMembers($"<{property.Name}>k__BackingField").OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property))
        && accessor?.DeclaringSyntaxReferences.Any(static code =>
            code.GetSyntax() is AccessorDeclarationSyntax { Body: not null } or AccessorDeclarationSyntax { ExpressionBody: not null } or ArrowExpressionClauseSyntax) != true;
}
