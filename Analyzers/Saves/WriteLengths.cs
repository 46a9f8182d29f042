using IoPolicy.Analyzers.Operations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>Decides whether a write can have a different length in each run. Writes of fixed lengths leave no end of an older, longer file.</summary>
internal static class WriteLengths
{
    internal static bool IsVariable(IInvocationOperation write)
    {
        if (write.TargetMethod.Name == "WriteByte" || write.Arguments.IsEmpty)
        {
            return false;
        }

        // Write(buffer, offset, count)
        if (write.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "count")?.Value is { } count)
        {
            return !count.ConstantValue.HasValue;
        }

        return IsVariable(FileOperations.Unconverted(write.Arguments[0].Value));
    }

    private static bool IsVariable(IOperation? value) => value switch
    {
        null => true,
        { ConstantValue.HasValue: true } => false,
        IInvocationOperation { TargetMethod: { Name: "GetBytes", ContainingType.Name: "BitConverter" } } => false,
        IArrayCreationOperation { DimensionSizes: [{ ConstantValue.HasValue: true }] } => false,
        IUtf8StringOperation => false,
        ICollectionExpressionOperation collection => collection.Elements.Any(static element => element is ISpreadOperation),
        { Type: { IsValueType: true, SpecialType: not SpecialType.None } } => false,
        _ => true,
    };
}
