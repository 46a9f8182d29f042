using System.Collections.Immutable;
using System.Text;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Evaluates expressions that always give the same number or text, or a buffer of the same length.</summary>
internal static class FixedValue
{
    /// <summary>Returns the value of such an expression; null for other expressions.</summary>
    /// <param name="operation">The expression.</param>
    /// <param name="type">The type of the target, if the implicit conversion to it is not part of <paramref name="operation"/>.</param>
    internal static AbstractValue? Of(IOperation? operation, ITypeSymbol? type = null) =>
        Find(operation) is { } value && (type is null || (value is BufferValue ? TypeFacts.IsBuffer(type) : value is not NumberValue || Interval.Describes(type)))
            ? type is null ? value : Arithmetic.Convert(value, type)
            : null;

    private static AbstractValue? Find(IOperation? operation) => operation switch
    {
        null => null,
        { ConstantValue: { HasValue: true, Value: { } constant } } => ValueFactory.Constant(constant, operation.Type) is var value && value is NumberValue or SequenceValue ? value : null,
        IConversionOperation conversion when conversion.OperatorMethod is null || (TypeFacts.IsDotNet(conversion.OperatorMethod) && TypeFacts.IsBuffer(conversion.Type)) =>
            Find(conversion.Operand) is { } value ? Arithmetic.Convert(value, conversion.Type) : null,
        IArrayCreationOperation { DimensionSizes: [var size] } array when Find(size) is NumberValue { Range: var range } =>
            OfLength(range) is { } buffer ? buffer with { Content = ContentOf(array.Initializer?.ElementValues ?? []) } : null,
        ICollectionExpressionOperation collection when TypeFacts.IsBuffer(collection.Type) && !collection.Elements.Any(static element => element is ISpreadOperation) =>
            OfLength(Interval.Exactly(collection.Elements.Length))! with { Content = ContentOf(collection.Elements) },
        IUtf8StringOperation text => OfLength(Interval.Exactly(Encoding.UTF8.GetByteCount(text.Value))),
        ISizeOfOperation size => TypeSizes.SizeOf(size.TypeOperand),
        IInvocationOperation { Instance: null } call => TypeSizes.Evaluate(call, [], TypeArguments.None) ?? Call(call),
        IBinaryOperation { OperatorMethod: null } binary when Find(binary.LeftOperand) is { } left && Find(binary.RightOperand) is { } right =>
            Arithmetic.Binary(binary.OperatorKind, left, right, binary.Type, binary.LeftOperand.Type),
        _ => null,
    };

    private static AbstractValue? Call(IInvocationOperation call)
    {
        var values = call.Arguments.OrderBy(static argument => argument.Parameter?.Ordinal).Select(static argument => Find(argument.Value)).ToList();
        return values.Contains(null) ? null : KnownFunctions.Evaluate(call.TargetMethod, [.. values.Select(static value => value!)]);
    }

    private static Content? ContentOf(ImmutableArray<IOperation> elements) => Content.Of([.. elements.Select(Element)], version: null);

    /// <summary>Returns the value of an element of a constant array. The element can be a tuple or a record.</summary>
    private static AbstractValue? Element(IOperation element) => OperationShapes.Unconverted(element) switch
    {
        ITupleOperation tuple => new OtherValue(Origin.Constant) { Parts = TupleParts.Of(tuple, Find) },
        IObjectCreationOperation creation => TupleParts.OfRecord(creation, Find) is { } parts ? new OtherValue(Origin.Constant) { Parts = parts } : null,
        _ => Find(element),
    };

    private static BufferValue? OfLength(Interval length) => Interval.Meet(length, Interval.Length) is { IsEmpty: false } range ? new(range, Origin.Constant) : null;
}
