using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Operations;

/// <summary>Finds the variable that holds the file of an expression, and the effect of a call on the file.</summary>
internal static class FileOperations
{
    /// <summary>
    /// Gets the variable of an expression: the local, the parameter, or the field or property of <c>this</c> or of a type.
    /// For <c>file.SafeFileHandle</c> and <c>reader.BaseStream</c>, the variable is <c>file</c> or <c>reader</c>.
    /// Null for other expressions. A member of another object is one of them, because the object's identity is unknown.
    /// </summary>
    internal static ISymbol? VariableOf(IOperation? operation) => Unconverted(operation) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IPropertyReferenceOperation { Property.Name: "SafeFileHandle" or "BaseStream", Instance: { } instance } => VariableOf(instance),
        IConditionalAccessInstanceOperation instance => VariableOf(AccessOf(instance)?.Operation),
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Arguments.IsEmpty: true } property => property.Property,
        _ => null,
    };

    /// <summary>Gets the conditional access (<c>?.</c>) whose receiver the placeholder represents.</summary>
    private static IConditionalAccessOperation? AccessOf(IConditionalAccessInstanceOperation instance)
    {
        IOperation inner = instance;
        for (var outer = instance.Parent; outer is not null; (inner, outer) = (outer, outer.Parent))
        {
            if (outer is IConditionalAccessOperation access && access.WhenNotNull == inner)
            {
                return access;
            }
        }

        return null;
    }

    /// <summary>Returns the operand of nested conversions and parentheses.</summary>
    internal static IOperation? Unconverted(IOperation? operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            operation = operation is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operation).Operand;
        }

        return operation;
    }

    /// <summary>Gets the operation of the whole body that contains the operation.</summary>
    internal static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    /// <summary>Describes a value that is known not to be a file. Null for other values.</summary>
    internal static string? DescribeNonFile(IOperation value) => Unconverted(value) switch
    {
        IFieldReferenceOperation { Field: { Name: "Null", IsStatic: true, ContainingType.Name: "Stream" } } => "Stream.Null",
        IObjectCreationOperation { Type.Name: "BinaryReader" or "BinaryWriter", Arguments: [var inner, ..] } => DescribeNonFile(inner.Value),
        { Type: var type } when StreamTypes.IsNoFile(type) && !StreamTypes.IsMemory(type) => TypeFacts.DerivesFrom(type, "System.IO.Pipes", "PipeStream") ? "a pipe" : "a connection",
        { Type: var type } when StreamTypes.IsMemory(type) => StreamTypes.FindNearest(type) is { Name: "UnmanagedMemoryStream" } ? "an UnmanagedMemoryStream" : $"a {StreamTypes.FindNearest(type)!.Name}",
        _ => null,
    };

    /// <summary>Whether both symbols are the same, and not null.</summary>
    internal static bool Is(ISymbol? left, ISymbol? right) => left is not null && SymbolEqualityComparer.Default.Equals(left, right);

    /// <summary>Whether the call reads the file's data: a read or copy of a stream, or a read of <c>RandomAccess</c>.</summary>
    internal static bool Reads(IInvocationOperation call, ISymbol file) => call.TargetMethod switch
    {
        { Name: "Read" or "ReadAsync" or "ReadExactly" or "ReadExactlyAsync" or "ReadAtLeast" or "ReadAtLeastAsync" or "ReadByte" or "CopyTo" or "CopyToAsync" } =>
            call.Instance is not null && TypeFacts.IsStream(call.Instance.Type) && Is(VariableOf(call.Instance), file) || (IsRandomAccess(call) && Is(VariableOf(ArgumentOf(call, "handle")), file)),
        _ => false,
    };

    /// <summary>Whether the call writes data to the file: a write of a <c>FileStream</c>, a copy into one, or a write of <c>RandomAccess</c>.</summary>
    internal static bool Writes(IInvocationOperation call, ISymbol file) => call.TargetMethod.Name switch
    {
        "Write" or "WriteAsync" or "WriteByte" =>
            call.Instance is not null && TypeFacts.IsFileStream(call.Instance.Type) && Is(VariableOf(call.Instance), file) || (IsRandomAccess(call) && Is(VariableOf(ArgumentOf(call, "handle")), file)),
        "CopyTo" or "CopyToAsync" => TypeFacts.IsStream(call.Instance?.Type) && ArgumentOf(call, "destination") is { } destination && TypeFacts.IsFileStream(Unconverted(destination)?.Type) && Is(VariableOf(destination), file),
        _ => false,
    };

    /// <summary>Whether the operation passes the path of a file to a member of <c>System.IO</c>. Most of these members open the file.</summary>
    internal static bool OpensPath(IOperation operation) =>
        operation is IArgumentOperation { Parameter: { Type.SpecialType: SpecialType.System_String, Name: "path" or "fileName" or "sourceFileName" or "destFileName" } parameter }
        && parameter.ContainingType is { Name: not ("Path" or "Directory" or "DirectoryInfo") } type
        && (type.IsIn("System.IO") || type.IsIn("System.IO.MemoryMappedFiles"));

    /// <summary>Returns the argument for the parameter with this name; null if there is none.</summary>
    internal static IOperation? ArgumentOf(IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value;

    /// <summary>Whether the called method belongs to <c>PageCache</c> and has this name.</summary>
    internal static bool IsPageCache(IInvocationOperation call, string name) =>
        call.TargetMethod is { IsStatic: true, ContainingType: { Name: "PageCache", ContainingType: null } type } method
        && method.Name == name
        && type.IsIn("IoPolicy");

    /// <summary>Whether the argument is 0, or is omitted because 0 is its default.</summary>
    internal static bool IsZero(IInvocationOperation call, string parameter) =>
        ArgumentOf(call, parameter) is null or { ConstantValue: { HasValue: true, Value: 0 or 0L } };

    private static bool IsRandomAccess(IInvocationOperation call) =>
        call.TargetMethod.ContainingType is { Name: "RandomAccess" } type && type.IsIn("System.IO");
}
