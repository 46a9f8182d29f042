using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>Creates abstract values from types and constants.</summary>
internal static class ValueFactory
{
    /// <summary>Returns any value that the operation can have. A value of a file type can be any file that the method did not open.</summary>
    internal static AbstractValue Any(IOperation operation, Origin origin) => Any(operation.Type, operation.Syntax, origin);

    /// <inheritdoc cref="Any(IOperation, Origin)"/>
    internal static AbstractValue Any(ITypeSymbol? type, SyntaxNode site, Origin origin)
    {
        type = ResultOfTask(type);
        return StreamTypes.IsFileLike(type) ? new FileValue(FileSource.Elsewhere(site)) : AnyExceptFile(type, origin);
    }

    /// <summary>Returns any value of a type, for a place that cannot hold a file.</summary>
    internal static AbstractValue AnyExceptFile(ITypeSymbol? type, Origin origin) =>
        TypeFacts.IsBuffer(type) ? new BufferValue(Interval.Length, origin)
        : Interval.Describes(type) ? new NumberValue(Interval.RangeOf(type), origin)
        : new OtherValue(origin);

    /// <summary>Returns the value of <c>default(type)</c>.</summary>
    internal static AbstractValue Default(ITypeSymbol? type) =>
        Interval.Describes(type) ? new NumberValue(Interval.Exactly(0), Origin.Constant)
        : TypeFacts.IsBuffer(type) ? new BufferValue(Interval.Exactly(0), Origin.Constant)
        : new OtherValue(Origin.Constant);

    /// <summary>Returns the value of a compile-time constant.</summary>
    internal static AbstractValue Constant(object? value, ITypeSymbol? type) => value switch
    {
        null when TypeFacts.IsBuffer(type) => new BufferValue(Interval.Exactly(0), Origin.Constant),
        null when Interval.Describes(type) => Default(type),
        string text => new SequenceValue(Interval.Exactly(text.Length), Origin.Constant) { Term = Term.Constant(text) },
        not null when Interval.OfConstant(value) is { } range => new NumberValue(range, Origin.Constant),
        not null => new OtherValue(Origin.Constant) { Term = Term.Constant(value) },
        _ => new OtherValue(Origin.Constant),
    };

    /// <summary>Returns the result type of a task; any other type unchanged.</summary>
    internal static ITypeSymbol? ResultOfTask(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Arity: 1, Name: "Task" or "ValueTask" } task && task.IsIn("System.Threading.Tasks") ? task.TypeArguments[0] : type;
}
