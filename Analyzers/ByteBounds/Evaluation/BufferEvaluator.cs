using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Evaluates arrays, spans and collections: their lengths, their elements and their ranges.</summary>
internal sealed class BufferEvaluator(EvaluationContext context, OperationEvaluator evaluator)
{
    internal BufferValue Array(IArrayCreationOperation array)
    {
        var sizes = array.DimensionSizes.Select(evaluator.Evaluate).ToImmutableArray();
        var content = ContentOf(array.Initializer?.ElementValues ?? [], "is put into an array");
        return sizes is [NumberValue size] && LengthFrom(size.Range) is { } length
            ? new BufferValue(length, size.Origin) { Content = content }
            : new BufferValue(Interval.Length, sizes.Aggregate(Origin.Constant, static (all, value) => all | value.Origin));
    }

    /// <summary>
    /// Evaluates a <c>stackalloc</c>. Roslyn has no kind of operation for it. The children of the operation are the size, if there is one, and the elements.
    /// </summary>
    internal BufferValue StackAllocation(IOperation operation)
    {
        var children = operation.ChildOperations.Select(evaluator.Evaluate).ToImmutableArray();
        return operation.Syntax is StackAllocArrayCreationExpressionSyntax { Initializer: null, Type: ArrayTypeSyntax { RankSpecifiers: [{ Sizes: [not OmittedArraySizeExpressionSyntax] }] } }
            && children is [NumberValue size] && LengthFrom(size.Range) is { } length
            ? new BufferValue(length, size.Origin)
            : new BufferValue(Interval.Length, Origin.External);
    }

    internal AbstractValue Collection(ICollectionExpressionOperation collection)
    {
        var content = ContentOf(collection.Elements, "is put into a collection");
        var length = collection.Elements.Any(static element => element is ISpreadOperation) ? Interval.Length : Interval.Exactly(collection.Elements.Length);
        return TypeFacts.IsBuffer(collection.Type) ? new BufferValue(length, length.IsExact ? Origin.Constant : Origin.External) { Content = content }
            : length.IsExact && TypeFacts.IsFixedSequence(collection.Type) ? new SequenceValue(length, Origin.Constant) { Content = content }
            : new OtherValue(Origin.External);
    }

    internal AbstractValue Element(IArrayElementReferenceOperation element)
    {
        var array = evaluator.Evaluate(element.ArrayReference);
        if (element.Indices is not [var index] || index is IRangeOperation)
        {
            var ends = element.Indices.Aggregate(Origin.Constant, (all, each) => all | IndexOrigin(each));
            return element.Indices is [IRangeOperation range] ? Slice(array, range, ends) : ValueFactory.Any(element, array.Origin | ends);
        }

        return index.Type?.SpecialType == SpecialType.System_Int32
            ? ElementAt(element, array, evaluator.Evaluate(index))
            : ElementAt(element, array, new OtherValue(IndexOrigin(index)));
    }

    /// <summary>Evaluates an element of an array or a span. An index that is out of range throws.</summary>
    internal AbstractValue ElementAt(IOperation element, AbstractValue array, AbstractValue index)
    {
        if (array is FileValue)
        {
            // The array contains objects that hold files.
            return array;
        }

        if (array is BufferValue { Length.High: < int.MaxValue and var length } && index is NumberValue { Range: var range } position)
        {
            var lengthNumber = new NumberValue(Interval.Exactly(length), Origin.Constant);
            if (Interval.Meet(range, new(0, length - 1)).IsEmpty)
            {
                context.MarkUnreachable();
            }
            else if (!range.IsExact)
            {
                // A counter that grows in a loop finally exceeds the length. The exception then ends the loop, even if no condition does.
                context.EndsLoopByThrowing |= range.High >= length;
                context.Assume(Arithmetic.Condition(BinaryOperatorKind.LessThan, position, lengthNumber, element.Type), outcome: true);
            }
        }

        var origin = array.Origin | index.Origin;
        if (array is BufferValue { Content: { } content } && content.ElementAs(element.Type, origin, context.State.Contents, (index as NumberValue)?.Range ?? Interval.All) is { } number)
        {
            return number;
        }

        // The author of the code chose the numbers in a table, so an index from the file does not make the element a number from the file. The
        // element is external data, unless the array itself has the content of a file.
        var value = ValueFactory.Any(element, array.Origin.DependsOnFilesOnly ? origin : origin | Origin.External);
        return value is NumberValue or OtherValue
            ? context.WithPathFacts(value with { Term = Term.Call("[]", array.Term, index.TermOrConstant, context.State.Contents) })
            : value;
    }

    private Content? ContentOf(ImmutableArray<IOperation> elements, string why)
    {
        var values = new List<AbstractValue>();
        foreach (var element in elements)
        {
            var value = evaluator.Evaluate(element);
            context.Files.Escape(value, element.Syntax, why);
            values.Add(value);
        }

        return Content.Of(values, context.State.Contents);
    }

    internal AbstractValue ImplicitIndexer(IImplicitIndexerReferenceOperation indexer)
    {
        var buffer = evaluator.Evaluate(indexer.Instance);
        var origin = IndexOrigin(indexer.Argument);
        return indexer.Argument is IRangeOperation range ? Slice(buffer, range, origin) : ElementAt(indexer, buffer, new OtherValue(origin));
    }

    /// <summary>Evaluates an element or a range of a struct with <c>[InlineArray(n)]</c>.</summary>
    internal AbstractValue InlineArrayAccess(IInlineArrayAccessOperation access)
    {
        var instance = evaluator.Evaluate(access.Instance).Origin;
        var ends = IndexOrigin(access.Argument);
        var origin = instance | ends;
        return access.Argument is IRangeOperation range && TypeLayout.InlineLengthOf(access.Instance.Type) is { } length
            ? Slice(new BufferValue(Interval.Exactly(length), origin) { LengthOrigin = Origin.Constant }, range, ends)
            : ValueFactory.Any(access, origin);
    }

    /// <summary>Evaluates an index or a range, and returns the origin of its ends.</summary>
    private Origin IndexOrigin(IOperation? index) => index switch
    {
        null => Origin.Constant,
        IRangeOperation range => IndexOrigin(range.LeftOperand) | IndexOrigin(range.RightOperand),
        // The position is the number of bytes that a read returned. With short reads, a loop can have one iteration per byte.
        IConversionOperation conversion => evaluator.Evaluate(conversion.Operand) is var position && position is NumberValue { IsReadCount: true } ? position.Origin.MarkedAsReadTotal : position.Origin,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat => evaluator.Evaluate(hat.Operand).Origin,
        _ => evaluator.Evaluate(index).Origin,
    };

    /// <summary>Returns a range of a buffer. The caller has evaluated the ends.</summary>
    private BufferValue Slice(AbstractValue buffer, IRangeOperation range, Origin ends)
    {
        var whole = buffer is BufferValue { Length: var length } ? length : Interval.Length;
        var start = range.LeftOperand is null ? Interval.Exactly(0) : Position(range.LeftOperand, whole);
        var end = range.RightOperand is null ? whole : Position(range.RightOperand, whole);
        var part = Interval.Meet(end - start, new(0, whole.High));
        return new BufferValue(part.IsEmpty ? new(0, whole.High) : part, buffer.Origin)
        {
            LengthOrigin = (buffer is BufferValue { LengthOrigin: var own } ? own : buffer.Origin) | ends,
        };
    }

    private Interval Position(IOperation index, Interval length) => index switch
    {
        IConversionOperation { Operand: IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } } conversion => Position(conversion.Operand, length),
        IConversionOperation { Operand: { Type.SpecialType: SpecialType.System_Int32 } operand } => evaluator.Evaluate(operand) is NumberValue { Range: var range } ? NotNegative(range) : Interval.Length,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat when evaluator.Evaluate(hat.Operand) is NumberValue { Range: var fromEnd } => NotNegative(length - NotNegative(fromEnd)),
        _ => Interval.Length,
    };

    private static Interval NotNegative(Interval value) => LengthFrom(value) ?? Interval.Length;

    private static Interval? LengthFrom(Interval value) => Interval.Meet(value, Interval.Length) is { IsEmpty: false } length ? length : null;
}
