using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Flow;
using IoPolicy.Analyzers.ByteBounds.Platform;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Evaluates operations in the abstract. What keeps it sound is one rule: a file that is not escaped is only held by
/// variables, members and temporaries of the state. An operation that is not known and that is given a file lets it
/// escape: its bytes are unknown from then on.
/// </summary>
internal sealed partial class OperationEvaluator(MethodScope scope, CompilationFacts facts, ICallees callees, MethodBody body, FlowBudget flow, QueryBudget budget) : ITransfer
{
    private readonly PlatformMembers _platform = facts.Platform;
    private readonly Dictionary<CaptureId, IOperation> _captured = [];

    public bool HasMembers => scope.HasFileMembers;

    internal AbstractState State { get; private set; } = AbstractState.Empty;

    public AbstractState? Run(IOperation operation, AbstractState state)
    {
        Start(state);
        Evaluate(operation);
        return _hasStopped ? null : State;
    }

    (AbstractState? State, AbstractValue Value) ITransfer.Evaluate(IOperation operation, AbstractState state)
    {
        Start(state);
        var value = Evaluate(operation);
        return (_hasStopped ? null : State, value);
    }

    public AbstractState? Assume(IOperation condition, AbstractValue value, bool outcome, AbstractState state) =>
        value is NumberValue { Range: var range } && Interval.Meet(range, Interval.Exactly(outcome ? 1 : 0)).IsEmpty
            ? null
            : new ConditionRefiner(scope).Assume(condition, outcome, state);

    public AbstractValue? Missing(ISymbol variable) =>
        variable is IFieldSymbol field ? scope.InitialValueOf(field) : null;

    internal AbstractValue Evaluate(IOperation? operation)
    {
        if (operation is null)
        {
            return AbstractValue.Anything;
        }

        // Expressions can be nested as deep as their author likes; the caller turns this into "unknown".
        RuntimeHelpers.EnsureSufficientExecutionStack();
        budget.Spend();
        return operation.ConstantValue is { HasValue: true, Value: var constant }
            ? Constant(constant, operation.Type)
            : Dispatch(operation);
    }

    private AbstractValue Dispatch(IOperation operation)
    {
        switch (operation)
        {
            case IExpressionStatementOperation statement: return Evaluate(statement.Operation);
            case IParenthesizedOperation parenthesized: return Evaluate(parenthesized.Operand);
            case ILocalReferenceOperation local: return ValueOf(local.Local, operation);
            case IParameterReferenceOperation parameter: return ValueOf(parameter.Parameter, operation);
            case IInstanceReferenceOperation: return new OpaqueValue(Origin.Elsewhere);
            case IFieldReferenceOperation field: return FieldValue(field);
            case IPropertyReferenceOperation property: return PropertyValue(property);
            case IFlowCaptureOperation capture: return Capture(capture);
            case IFlowCaptureReferenceOperation reference: return CaptureValue(reference);
            case ISimpleAssignmentOperation assignment: return SimpleAssignment(assignment);
            case ICompoundAssignmentOperation assignment: return CompoundAssignment(assignment);
            case IIncrementOrDecrementOperation step: return Increment(step);
            case IDeconstructionAssignmentOperation deconstruction: return Deconstruction(deconstruction);
            case IConversionOperation conversion: return Conversion(conversion);
            case IBinaryOperation { OperatorMethod: null } binary: return Arithmetic.Binary(binary.OperatorKind, Evaluate(binary.LeftOperand), Evaluate(binary.RightOperand), binary.Type);
            case IUnaryOperation { OperatorMethod: null } unary: return Arithmetic.Unary(unary.OperatorKind, Evaluate(unary.Operand), unary.Type);
            case IInvocationOperation invocation: return Invocation(invocation);
            case IObjectCreationOperation creation: return Creation(creation);
            case IArrayCreationOperation array: return ArrayCreation(array);
            case ISizeOfOperation size: return SizeOf(size.TypeOperand);
            case IInlineArrayAccessOperation access: return InlineArrayAccess(access);
            case IArrayElementReferenceOperation element: return Element(element);
            case IImplicitIndexerReferenceOperation indexer: return ImplicitIndexer(indexer);
            case IAwaitOperation wait: return Evaluate(wait.Operation);
            case IIsNullOperation isNull: return Test(isNull.Operand);
            case IIsTypeOperation isType: return Test(isType.ValueOperand);
            case IIsPatternOperation isPattern: return IsPattern(isPattern);
            case IFlowAnonymousFunctionOperation or IDelegateCreationOperation or IMethodReferenceOperation: return Function(operation);
            case IDefaultValueOperation: return Default(operation.Type);
            case ICollectionExpressionOperation collection: return Collection(collection);
            case IUtf8StringOperation text: return new BufferValue(Interval.Exactly(System.Text.Encoding.UTF8.GetByteCount(text.Value)), Origin.Constant);
            case IThrowOperation { Exception: { } exception }: Evaluate(exception); return AbstractValue.Anything;
            case IDiscardOperation: return AbstractValue.Anything;
            case { Kind: OperationKind.None, Syntax: StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax }: return StackAllocation(operation);
            default: return Unseen(operation);
        }
    }

    internal static AbstractValue Constant(object? value, ITypeSymbol? type) => value switch
    {
        bool flag => new NumberValue(Interval.Exactly(flag ? 1 : 0), Origin.Constant),
        char letter => new NumberValue(Interval.Exactly(letter), Origin.Constant),
        ulong number when number > long.MaxValue => new NumberValue(Interval.All, Origin.Constant),
        sbyte or byte or short or ushort or int or uint or long or ulong => new NumberValue(
            Interval.Exactly(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)), Origin.Constant),
        null when TypeFacts.IsBuffer(type) => new BufferValue(Interval.Exactly(0), Origin.Constant),
        string text => new SequenceValue(Interval.Exactly(text.Length), Origin.Constant),
        _ => new OpaqueValue(Origin.Constant),
    };

    /// <summary>An operation that is not known: its operands are evaluated, and each file among them escapes.</summary>
    private AbstractValue Unseen(IOperation operation)
    {
        var origin = Origin.Constant;
        foreach (var child in operation.ChildOperations)
        {
            var value = Evaluate(child);
            origin |= value.Origin;
            Escape(value, operation.Syntax, "is used in a way that cannot be followed");
        }

        return TopOf(operation, origin);
    }

    private NumberValue Test(IOperation operand) => new(Interval.Boolean, Evaluate(operand).Origin | (operand.Type is null ? Origin.Constant : OriginOfTest(operand)));

    /// <summary>Whether a variable that can hold a file is null depends on the caller.</summary>
    private static Origin OriginOfTest(IOperation operand) => TypeFacts.IsFileLike(operand.Type) ? Origin.Elsewhere : Origin.Constant;

    /// <summary>Any value of the operation's type. A file-like one may be any file that the method did not open itself.</summary>
    private static AbstractValue TopOf(IOperation operation, Origin origin) => TopOf(operation.Type, operation.Syntax, origin);

    private static AbstractValue TopOf(ITypeSymbol? type, SyntaxNode site, Origin origin)
    {
        type = ResultOfTask(type);
        return TypeFacts.IsFileLike(type) ? new FileValue(FileSource.Elsewhere(site))
            : TypeFacts.IsBuffer(type) ? new BufferValue(Interval.Length, origin)
            : Interval.Describes(type) ? new NumberValue(Interval.RangeOf(type), origin)
            : new OpaqueValue(origin);
    }

    private static ITypeSymbol? ResultOfTask(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Arity: 1, Name: "Task" or "ValueTask" } task && task.IsIn("System.Threading.Tasks") ? task.TypeArguments[0] : type;

    private AbstractValue ValueOf(ISymbol variable, IOperation operation) =>
        !scope.IsUntracked(variable) && State.Variables.TryGetValue(variable, out var value) ? value
        : scope.IsUntracked(variable) && variable is IParameterSymbol parameter && scope.InitialValueOf(parameter) is FileValue file ? file
        : TopOf(operation, Origin.Elsewhere);

    private AbstractValue Capture(IFlowCaptureOperation capture)
    {
        _captured[capture.Id] = capture.Value;
        var value = Evaluate(capture.Value);
        value = value is EnumeratorValue && !IsGetEnumerator(capture.Value) ? AbstractValue.Anything : value;
        State = State.With(capture.Id, value);
        return value;
    }

    private AbstractValue CaptureValue(IFlowCaptureReferenceOperation reference) =>
        State.Captures.TryGetValue(reference.Id, out var value) ? value : TopOf(reference, Origin.Elsewhere);

    private AbstractValue FieldValue(IFieldReferenceOperation reference)
    {
        var origin = reference.Instance is { } instance ? Evaluate(instance).Origin : Origin.Elsewhere;
        if (reference.Instance is not (null or IInstanceReferenceOperation))
        {
            return TopOf(reference, origin);
        }

        if (reference.Field is { IsStatic: true, Name: "Null" } && TypeFacts.IsPlatform(reference.Field))
        {
            // Stream.Null and its like are no files.
            return new OpaqueValue(Origin.Constant);
        }

        return State.Variables.TryGetValue(reference.Field, out var value) ? value : scope.InitialValueOf(reference.Field);
    }

    private BufferValue ArrayCreation(IArrayCreationOperation array)
    {
        var sizes = array.DimensionSizes.Select(Evaluate).ToImmutableArray();
        if (array.Initializer is { } initializer)
        {
            foreach (var element in initializer.ElementValues)
            {
                Escape(Evaluate(element), element.Syntax, "is put into an array");
            }
        }

        return sizes is [NumberValue { Range: var range } size] && Interval.Meet(range, Interval.Length) is { IsEmpty: false } length
            ? new BufferValue(length, size.Origin)
            : new BufferValue(Interval.Length, sizes.Aggregate(Origin.Constant, (all, value) => all | value.Origin));
    }

    /// <summary>Roslyn has no operation for stackalloc: its children are the size, where it has one, and the elements.</summary>
    private BufferValue StackAllocation(IOperation operation)
    {
        var children = operation.ChildOperations.Select(Evaluate).ToImmutableArray();
        return operation.Syntax is StackAllocArrayCreationExpressionSyntax { Initializer: null, Type: ArrayTypeSyntax { RankSpecifiers: [{ Sizes: [not OmittedArraySizeExpressionSyntax] }] } }
            && children is [NumberValue { Range: var range } size] && Interval.Meet(range, Interval.Length) is { IsEmpty: false } length
            ? new BufferValue(length, size.Origin)
            : new BufferValue(Interval.Length, Origin.Elsewhere);
    }

    private AbstractValue Collection(ICollectionExpressionOperation collection)
    {
        var spreads = false;
        foreach (var element in collection.Elements)
        {
            spreads |= element is ISpreadOperation;
            Escape(Evaluate(element), element.Syntax, "is put into a collection");
        }

        return TypeFacts.IsBuffer(collection.Type)
            ? new BufferValue(spreads ? Interval.Length : Interval.Exactly(collection.Elements.Length), Origin.Constant)
            : !spreads && TypeFacts.IsFixedSequence(collection.Type) ? new SequenceValue(Interval.Exactly(collection.Elements.Length), Origin.Constant)
            : new OpaqueValue(Origin.Elsewhere);
    }

    private AbstractValue Element(IArrayElementReferenceOperation element)
    {
        var array = Evaluate(element.ArrayReference);
        var origin = Origin.Constant;
        foreach (var index in element.Indices)
        {
            origin |= EvaluateIndex(index).Origin;
        }

        return element.Indices is [IRangeOperation range] ? Ranged(array, range, origin) : TopOf(element, array.Origin | origin);
    }

    private AbstractValue ImplicitIndexer(IImplicitIndexerReferenceOperation indexer)
    {
        var buffer = Evaluate(indexer.Instance);
        var origin = EvaluateIndex(indexer.Argument).Origin;
        return indexer.Argument is IRangeOperation range ? Ranged(buffer, range, origin) : TopOf(indexer, buffer.Origin | origin);
    }

    private AbstractValue EvaluateIndex(IOperation index) => index switch
    {
        IRangeOperation range => new OpaqueValue(EvaluateIndexOrStart(range.LeftOperand).Origin | EvaluateIndexOrStart(range.RightOperand).Origin),
        _ => EvaluateIndexOrStart(index),
    };

    private AbstractValue EvaluateIndexOrStart(IOperation? index) => index switch
    {
        null => new OpaqueValue(Origin.Constant),
        IConversionOperation conversion => Evaluate(conversion.Operand),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat => new OpaqueValue(Evaluate(hat.Operand).Origin),
        _ => Evaluate(index),
    };

    /// <summary>A part of a buffer by a range, whose ends were evaluated by the caller.</summary>
    private BufferValue Ranged(AbstractValue buffer, IRangeOperation range, Origin ends)
    {
        var whole = buffer is BufferValue { Length: var length } ? length : Interval.Length;
        var start = range.LeftOperand is null ? Interval.Exactly(0) : Place(range.LeftOperand, whole);
        var end = range.RightOperand is null ? whole : Place(range.RightOperand, whole);
        var part = Interval.Meet(end - start, new(0, whole.High));
        return new BufferValue(part.IsEmpty ? new(0, whole.High) : part, buffer.Origin)
        {
            LengthOrigin = (buffer is BufferValue { LengthOrigin: var own } ? own : buffer.Origin) | ends,
        };
    }

    private Interval Place(IOperation index, Interval length) => index switch
    {
        IConversionOperation { Operand: IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } } conversion => Place(conversion.Operand, length),
        IConversionOperation { Operand: { Type.SpecialType: SpecialType.System_Int32 } operand } => Evaluate(operand) is NumberValue { Range: var range } ? NotNegative(range) : Interval.Length,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat when Evaluate(hat.Operand) is NumberValue { Range: var fromEnd } => NotNegative(length - NotNegative(fromEnd)),
        _ => Interval.Length,
    };

    private static Interval NotNegative(Interval value) => Interval.Meet(value, Interval.Length) is { IsEmpty: false } range ? range : Interval.Length;

    internal static AbstractValue Default(ITypeSymbol? type) =>
        Interval.Describes(type) ? new NumberValue(Interval.Exactly(0), Origin.Constant)
        : TypeFacts.IsBuffer(type) ? new BufferValue(Interval.Exactly(0), Origin.Constant)
        : new OpaqueValue(Origin.Constant);
}
