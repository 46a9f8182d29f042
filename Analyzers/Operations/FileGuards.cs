using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Operations;

/// <summary>Finds the conditions of the dispose pattern, which hold for each open file.</summary>
internal static class FileGuards
{
    /// <summary>
    /// Whether the condition is a null check of the file, the <c>disposing</c> parameter, a flag such as <c>!_disposed</c>, or a
    /// conjunction of them. True also for a conditional access (<c>?.</c>) on the file.
    /// </summary>
    internal static bool IsGuard(IOperation condition, ISymbol file) => FileOperations.Unconverted(condition) switch
    {
        IConditionalAccessOperation access => FileOperations.Is(FileOperations.VariableOf(access.Operation), file),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => IsGuard(both.LeftOperand, file) && IsGuard(both.RightOperand, file),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } comparison =>
            IsFileAndNull(comparison.LeftOperand, comparison.RightOperand, file) || IsFileAndNull(comparison.RightOperand, comparison.LeftOperand, file),
        IIsPatternOperation match => FileOperations.Is(FileOperations.VariableOf(match.Value), file) && IsNotNull(match.Pattern),
        IIsTypeOperation { IsNegated: false } test => FileOperations.Is(FileOperations.VariableOf(test.ValueOperand), file) && TypeFacts.IsStream(test.TypeOperand),
        IParameterReferenceOperation { Parameter: { Name: "disposing", Type.SpecialType: SpecialType.System_Boolean } } => true,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: { } flag } =>
            FileOperations.VariableOf(flag)?.Name is { } name && name.IndexOf("disposed", StringComparison.OrdinalIgnoreCase) >= 0,
        _ => false,
    };

    /// <summary>Whether the pattern matches each value that is not null.</summary>
    private static bool IsNotNull(IPatternOperation pattern) => pattern switch
    {
        INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } => true,
        IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true, DeconstructionSubpatterns.IsEmpty: true } => true,
        IDeclarationPatternOperation or ITypePatternOperation => TypeFacts.IsStream(pattern.NarrowedType),
        _ => false,
    };

    private static bool IsFileAndNull(IOperation left, IOperation right, ISymbol file) =>
        FileOperations.Is(FileOperations.VariableOf(left), file) && FileOperations.Unconverted(right) is { ConstantValue: { HasValue: true, Value: null } };
}
