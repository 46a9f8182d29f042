using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Operations;

/// <summary>The effects of .NET members on a path: they compute another path, open a file, or only use the text.</summary>
internal static class PathExpressions
{
    /// <summary>The members of <c>string</c> that return another text.</summary>
    private static readonly HashSet<string> Computing = new(StringComparer.Ordinal) { "Concat", "Format", "Join", "Replace", "Insert", "Remove", "Substring", "PadLeft", "PadRight" };

    /// <summary>
    /// Gets the expression around a path if the value of this expression is the same path, or a path that is computed from it. Null for the last use
    /// of the path. A conversion to the full path gives the same file.
    /// </summary>
    internal static (IOperation Outer, bool IsComputed)? Outer(IOperation value) => value.Parent switch
    {
        IParenthesizedOperation or IConversionOperation { OperatorMethod: null } => (value.Parent, false),
        ICoalesceOperation { WhenNull: IThrowOperation or IConversionOperation { Operand: IThrowOperation } } => (value.Parent, false),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } => (value.Parent, true),
        IInterpolationOperation { Parent: IInterpolatedStringOperation text } interpolation when interpolation.Expression == value => (text, text.Parts.Length > 1 || interpolation.FormatString is not null),
        IArrayInitializerOperation { Parent: IArrayCreationOperation { Parent: IArgumentOperation { ArgumentKind: ArgumentKind.ParamArray } } array } => (array, false),
        ICollectionExpressionOperation { Parent: IArgumentOperation } collection => (collection, false),
        ICollectionExpressionOperation { Parent: IConversionOperation { Parent: IArgumentOperation } conversion } => (conversion, false),
        IArgumentOperation { Parent: IInvocationOperation { Type.SpecialType: SpecialType.System_String } call } when IsOfPath(call.TargetMethod) => (call, !IsSameFile(call)),
        IArgumentOperation { Parent: IInvocationOperation { Type.SpecialType: SpecialType.System_String } call } when IsOfString(call.TargetMethod) && Computing.Contains(call.TargetMethod.Name) => (call, true),
        IInvocationOperation { Type.SpecialType: SpecialType.System_String } call when call.Instance == value && IsOfString(call.TargetMethod) && Computing.Contains(call.TargetMethod.Name) => (call, true),
        IInvocationOperation { TargetMethod.Name: "ToString", Arguments.IsEmpty: true } call when call.Instance == value => (call, false),
        _ => null,
    };

    /// <summary>Whether the argument is the path of the file that a member of .NET uses.</summary>
    internal static bool IsFileArgument(IArgumentOperation argument) =>
        argument.Parameter is { Type.SpecialType: SpecialType.System_String, Name: var name, ContainingSymbol: IMethodSymbol { ContainingType: var type } method }
        && ((type.IsIn("System.IO") && type.Name is "File" or "FileInfo")
            || FileOpeners.Find(method).Any(opener => opener.WrittenPath == name || opener.ReadPaths.Contains(name))
            || PathConstructors.Find(method)?.Path == name);

    /// <summary>Whether the member that receives the path opens the file.</summary>
    internal static bool Opens(IArgumentOperation argument) => argument.Parent switch
    {
        IInvocationOperation call => !FileOpeners.Find(call.TargetMethod).IsEmpty,
        IObjectCreationOperation => true,
        _ => false,
    };

    /// <summary>Whether the use only reads the text of the path, or uses the path of a directory.</summary>
    internal static bool IsHarmless(IOperation value) => value.Parent switch
    {
        INameOfOperation or IIsPatternOperation or IExpressionStatementOperation => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } => true,
        IPropertyReferenceOperation { Property.ContainingType.SpecialType: SpecialType.System_String } => true,
        IInvocationOperation call => call.Instance == value && IsOfString(call.TargetMethod) && ReturnsFact(call),
        IArgumentOperation { Parent: IInvocationOperation call } => call.TargetMethod switch
        {
            { Name: var name, ContainingType.Name: "ArgumentException" or "ArgumentNullException" } => name.StartsWith("ThrowIf", StringComparison.Ordinal),
            { ContainingType: { Name: "Directory" } type } => type.IsIn("System.IO"),
            { ContainingType: { Name: "Console" } type } => type.IsIn("System"),
            { ContainingType: { Name: "Debug" or "Trace" } type } => type.IsIn("System.Diagnostics"),
            var method => ReturnsFact(call) && (IsOfString(method) || (IsOfPath(method) && method.Name != "Exists")),
        },
        IArgumentOperation { Parent: IObjectCreationOperation { Type: var type } } => TypeFacts.DerivesFrom(type, "System", "Exception"),
        _ => false,
    };

    /// <summary>
    /// Whether the computed path leads to the same file: it is the full path, the path without a separator at the end, or a combination
    /// with the working directory.
    /// </summary>
    private static bool IsSameFile(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "GetFullPath" => call.Arguments.Length == 1,
        "TrimEndingDirectorySeparator" => true,
        "Combine" or "Join" => call.Arguments is [{ Value: var first }, _] && FileOperations.Unconverted(first) switch
        {
            IInvocationOperation { TargetMethod: { Name: "GetCurrentDirectory", ContainingType.Name: "Directory" } } => true,
            IPropertyReferenceOperation { Property: { Name: "CurrentDirectory", ContainingType.Name: "Environment" } } => true,
            { ConstantValue: { HasValue: true, Value: "" or "." } } => true,
            _ => false,
        },
        _ => false,
    };

    /// <summary>Whether the call returns a Boolean or a number, and not a text.</summary>
    private static bool ReturnsFact(IInvocationOperation call) => call.Type?.SpecialType is SpecialType.System_Boolean or SpecialType.System_Int32;

    private static bool IsOfPath(IMethodSymbol method) => method.ContainingType is { Name: "Path" } type && type.IsIn("System.IO");

    private static bool IsOfString(IMethodSymbol method) => method.ContainingType.SpecialType == SpecialType.System_String;
}
