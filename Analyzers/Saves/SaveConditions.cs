using IoPolicy.Analyzers.EscapeAnalysis;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>The conditions that the walk understands: null tests of a known file, and tests whether a file exists.</summary>
internal static class SaveConditions
{
    /// <summary>For a null test of a variable with a known file: whether the condition means <c>is not null</c>. Null for other conditions.</summary>
    internal static bool? IsNotNull(IOperation condition, SaveState state) => condition switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals or BinaryOperatorKind.Equals } comparison
            when StreamEscapeWalker.IsNull(comparison.RightOperand) && HasFile(comparison.LeftOperand, state) => comparison.OperatorKind == BinaryOperatorKind.NotEquals,
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } } test
            when StreamEscapeWalker.IsNull(value) && HasFile(test.Value, state) => true,
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } test
            when StreamEscapeWalker.IsNull(value) && HasFile(test.Value, state) => false,
        _ => null,
    };

    private static bool HasFile(IOperation operation, SaveState state) => FileOperations.VariableOf(operation) is { } holder && state.Variables.ContainsKey(holder);

    /// <summary>Returns the path of the file whose existence a condition tests. Null for other conditions.</summary>
    internal static string? ExistingPath(IOperation condition, SaveState state) => FileOperations.Unconverted(condition) switch
    {
        IInvocationOperation call when Exists(call) => PathKeys.Of(call.Arguments[0].Value, state),
        IPropertyReferenceOperation { Property: { Name: "Exists", ContainingType.Name: "FileInfo" or "FileSystemInfo" }, Instance: { } file } => PathKeys.Of(file, state),
        _ => null,
    };

    internal static bool Exists(IInvocationOperation call) => call.TargetMethod is { Name: "Exists", ContainingType: { Name: "File" } type } && type.IsIn("System.IO");
}
