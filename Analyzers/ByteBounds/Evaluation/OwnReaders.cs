using System.Collections.Concurrent;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Finds the user's own types whose constructor stores a file in a member and does nothing else with it, such as a reader or writer over a
/// stream. The analysis then follows the file into the methods of the object. Thread-safe.
/// </summary>
internal sealed class OwnReaders(SemanticModels models)
{
    private readonly ConcurrentDictionary<IParameterSymbol, bool> _storesOnly = new(SymbolEqualityComparer.Default);

    /// <summary>Returns an object that keeps the file; null if the constructor may do anything else with the file.</summary>
    internal FileValue? Create(IMethodSymbol constructor, CallArguments arguments, CancellationToken cancellation)
    {
        constructor = constructor.OriginalDefinition;
        if (arguments.HasThis
            || arguments.Operations.FirstOrDefault(argument => argument.Parameter is { } input && arguments[input.Ordinal] is FileValue)?.Parameter is not { RefKind: RefKind.None, Ordinal: var ordinal }
            || arguments[ordinal] is not FileValue { Holder: null } file
            || file.Handles.Items.Any(static handle => handle.Wrapper is { IsOpaque: true } or { ReadAhead: > 0 }))
        {
            return null;
        }

        var parameter = constructor.Parameters[ordinal];
        var isKept = _storesOnly.TryGetValue(parameter, out var known) ? known : _storesOnly.GetOrAdd(parameter, OnlyStores(constructor, parameter, cancellation));
        return isKept ? file with { Holder = FileHolder.OfObject(constructor.ContainingType), Term = null } : null;
    }

    /// <summary>Returns the method that a call on the object runs; null if the type itself does not declare it.</summary>
    internal static IMethodSymbol? MethodOf(INamedTypeSymbol type, IMethodSymbol called)
    {
        var method = called.ContainingType.TypeKind == TypeKind.Interface
            ? type.FindImplementationForInterfaceMember(called) as IMethodSymbol
            : DerivedReaders.OverrideOf(type, called) ?? called;
        return method is not null && SymbolEqualityComparer.Default.Equals(method.ContainingType.OriginalDefinition, type) ? method : null;
    }

    private bool OnlyStores(IMethodSymbol constructor, IParameterSymbol file, CancellationToken cancellation)
    {
        var type = constructor.ContainingType;
        var isDerived = DerivedReaders.IsReader(type.BaseType);
        return (isDerived || (type.BaseType is null or { SpecialType: SpecialType.System_Object or SpecialType.System_ValueType } && !StreamTypes.IsFileLike(type)))
            && StreamTypes.IsFileLike(file.Type)
            && type.DeclaringSyntaxReferences is { IsEmpty: false } parts
            && parts.Select(part => part.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>().SelectMany(static part => part.Members).All(member => InitializersOf(member)
                .All(initializer => models.OperationOf(initializer, cancellation) is ISymbolInitializerOperation { Value: var value } && IsPlain(value, file)))
            && constructor.DeclaringSyntaxReferences is [var reference]
            && reference.GetSyntax(cancellation) is var code
            && (isDerived ? DerivedReaders.PassesOn(code, file.Name) : code is TypeDeclarationSyntax or ConstructorDeclarationSyntax { Initializer: null })
            && (code is TypeDeclarationSyntax
                || (code is ConstructorDeclarationSyntax && models.OperationOf(code, cancellation) is IConstructorBodyOperation body && HasPlainBody(body, file)));
    }

    private static IEnumerable<EqualsValueClauseSyntax> InitializersOf(MemberDeclarationSyntax member) => member switch
    {
        FieldDeclarationSyntax field when !field.Modifiers.Any(SyntaxKind.StaticKeyword) => field.Declaration.Variables.Select(static variable => variable.Initializer).OfType<EqualsValueClauseSyntax>(),
        PropertyDeclarationSyntax { Initializer: { } initializer } property when !property.Modifiers.Any(SyntaxKind.StaticKeyword) => [initializer],
        _ => [],
    };

    private static bool HasPlainBody(IConstructorBodyOperation body, IParameterSymbol file) =>
        (body.BlockBody ?? body.ExpressionBody)?.Operations.All(statement => IsPlainStatement(statement, file)) != false;

    private static bool IsPlainStatement(IOperation statement, IParameterSymbol file) => statement switch
    {
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { IsRef: false, Target: var target, Value: var value } } => IsMemberOfThis(target) && IsPlain(value, file),
        IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod: var method } call } =>
            KnownFunctions.LeavesAlone(method) && call.Arguments.All(static argument => OperationShapes.Unconverted(argument.Value) is IParameterReferenceOperation or ILiteralOperation),
        // if (file is null) throw …;
        IConditionalOperation { Condition: var condition, WhenTrue: var thrown, WhenFalse: null } => IsThrow(thrown) && condition.DescendantsAndSelf().All(IsTest),
        _ => false,
    };

    private static bool IsThrow(IOperation statement) => statement is IThrowOperation or IBlockOperation { Operations: [IThrowOperation] };

    private static bool IsTest(IOperation operation) => operation is IParameterReferenceOperation or ILiteralOperation or IBinaryOperation { OperatorMethod: null } or IUnaryOperation { OperatorMethod: null }
        or IConversionOperation { OperatorMethod: null } or IIsPatternOperation or IConstantPatternOperation or INegatedPatternOperation
        or IPropertyReferenceOperation { Property.Name: "CanRead" or "CanSeek" or "CanWrite" };

    private static bool IsMemberOfThis(IOperation target) => target switch
    {
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation } => true,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: var property } => OperationShapes.IsAutomatic(property, property.SetMethod),
        _ => false,
    };

    /// <summary>Whether a member gets the file itself, a binary reader or writer over it, or a value without a file.</summary>
    private static bool IsPlain(IOperation value, IParameterSymbol file) => value switch
    {
        IConversionOperation { OperatorMethod: var method, Operand: var operand } => (method is null || TypeFacts.IsDotNet(method)) && IsPlain(operand, file),
        IParameterReferenceOperation { Parameter: var parameter } => SymbolEqualityComparer.Default.Equals(parameter, file) || !StreamTypes.IsFileLike(parameter.Type),
        ICoalesceOperation { Value: var first, WhenNull: var other } when OperationShapes.Unconverted(other) is IThrowOperation => IsPlain(first, file),
        IObjectCreationOperation { Type: { Name: "BinaryReader" or "BinaryWriter" } type, Arguments: { IsEmpty: false } arguments } when TypeFacts.IsDotNet(type) =>
            IsPlain(arguments[0].Value, file) && arguments.Skip(1).All(static argument => IsWithoutFile(argument.Value)),
        var other => IsWithoutFile(other),
    };

    /// <summary>Whether the expression runs no code that can have a file.</summary>
    private static bool IsWithoutFile(IOperation value) => value.DescendantsAndSelf().All(static operation => operation switch
    {
        IInvocationOperation { TargetMethod: var method } => TypeFacts.IsDotNet(method),
        IObjectCreationOperation { Type: { } type } => TypeFacts.IsDotNet(type),
        IPropertyReferenceOperation { Property: var property } => TypeFacts.IsDotNet(property) && !StreamTypes.IsFileLike(property.Type),
        IInstanceReferenceOperation or IAnonymousFunctionOperation or IMethodReferenceOperation or IDynamicInvocationOperation or IConversionOperation { OperatorMethod: not null } => false,
        IParameterReferenceOperation or IFieldReferenceOperation => !StreamTypes.IsFileLike(operation.Type),
        _ => true,
    });
}
