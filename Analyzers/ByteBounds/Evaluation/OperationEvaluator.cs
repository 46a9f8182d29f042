using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Flow;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Evaluates the operations of one method on abstract values. Each kind of operation has its own class, and this class calls the right one.
/// </summary>
/// <remarks>
/// One rule makes the evaluation sound: if a file has not escaped, only variables, members and captures of the state hold it. A file
/// escapes when an unknown operation receives it. The bytes that move from then on are unknown.
/// </remarks>
internal sealed class OperationEvaluator : ITransfer
{
    private readonly EvaluationContext _context;
    private readonly PatternEvaluator _patterns;
    private readonly ConditionEvaluator _conditions;
    private readonly BufferEvaluator _buffers;
    private readonly PropertyEvaluator _properties;
    private readonly CreationEvaluator _creations;
    private readonly CallEvaluator _calls;
    private readonly NestedFunctionEvaluator _functions;

    internal OperationEvaluator(EvaluationContext context)
    {
        _context = context;
        Assignments = new AssignmentEvaluator(context, this);
        Arguments = new ArgumentEvaluator(context, this);
        DotNetCalls = new DotNetCallEvaluator(context, Arguments);
        Summaries = new SummaryEvaluator(context, Arguments);
        Members = new MemberEvaluator(context, this);
        _patterns = new PatternEvaluator(context, this);
        _conditions = new ConditionEvaluator(context, this);
        _buffers = new BufferEvaluator(context, this);
        _properties = new PropertyEvaluator(context, this);
        _creations = new CreationEvaluator(context, this);
        _functions = new NestedFunctionEvaluator(context, this);
        _calls = new CallEvaluator(context, this, _functions);
    }

    public bool HasFileMembers => _context.Scope.HasFileMembers;

    internal AssignmentEvaluator Assignments { get; }

    internal MemberEvaluator Members { get; }

    internal ArgumentEvaluator Arguments { get; }

    internal DotNetCallEvaluator DotNetCalls { get; }

    internal SummaryEvaluator Summaries { get; }

    public AbstractState? Run(IOperation operation, AbstractState state)
    {
        _context.Start(state);
        Evaluate(operation);
        return _context.IsUnreachable ? null : _context.State;
    }

    (AbstractState? State, AbstractValue Value) ITransfer.Evaluate(IOperation operation, AbstractState state)
    {
        _context.Start(state);
        var value = Evaluate(operation);
        return (_context.IsUnreachable ? null : _context.State, value);
    }

    public AbstractState? Assume(IOperation condition, AbstractValue value, bool outcome, AbstractState state) =>
        value is NumberValue { Range: var range } && Interval.Meet(range, Interval.Exactly(outcome ? 1 : 0)).IsEmpty
            ? null
            : new ConditionRefiner(_context.Scope).Assume(condition, outcome, state)?.Assume(value, outcome);

    public AbstractState? TakeThrown() => _context.TakeThrown();

    public bool TakeEndsLoopByThrowing()
    {
        var ends = _context.EndsLoopByThrowing;
        _context.EndsLoopByThrowing = false;
        return ends;
    }

    public void Return(AbstractValue value, AbstractState state) => _context.Function.Return(value, state.Facts);

    public void Branch(AbstractValue condition) => _context.Function.Branch(condition);

    public AbstractValue? ValueIfUnassigned(ISymbol variable) => _context.ValueIfUnassigned(variable);

    internal AbstractValue Evaluate(IOperation? operation)
    {
        if (operation is null)
        {
            return AbstractValue.NotAFile;
        }

        // Expressions can be nested without limit. Query catches the exception of this check, and the bounds are unknown.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        _context.Budget.Spend();
        return operation.ConstantValue is { HasValue: true, Value: var constant }
            ? ValueFactory.Constant(constant, operation.Type)
            : Dispatch(operation);
    }

    private AbstractValue Dispatch(IOperation operation)
    {
        switch (operation)
        {
            case IExpressionStatementOperation statement: return Evaluate(statement.Operation);
            case ILocalReferenceOperation local: return ValueOf(local.Local, operation);
            case IParameterReferenceOperation parameter: return ValueOf(parameter.Parameter, operation);
            case IInstanceReferenceOperation: return new OtherValue(Origin.External);
            case IFieldReferenceOperation field: return Members.Field(field);
            case IPropertyReferenceOperation property: return _properties.Evaluate(property);
            case IFlowCaptureOperation capture: return Capture(capture);
            case IFlowCaptureReferenceOperation reference: return CaptureValue(reference);
            case ISimpleAssignmentOperation assignment: return Assignments.Simple(assignment);
            case ICompoundAssignmentOperation assignment: return Assignments.Compound(assignment);
            case IIncrementOrDecrementOperation step: return Assignments.Increment(step);
            case IDeconstructionAssignmentOperation deconstruction: return Assignments.Deconstruction(deconstruction);
            case IConversionOperation conversion: return Conversion(conversion);
            case IBinaryOperation binary: return _conditions.Binary(binary);
            case IUnaryOperation { OperatorMethod: null } unary: return Arithmetic.Unary(unary.OperatorKind, Evaluate(unary.Operand), unary.Type);
            case IInvocationOperation invocation: return _calls.Evaluate(invocation);
            case IObjectCreationOperation creation: return _creations.Evaluate(creation);
            case IArrayCreationOperation array: return _buffers.Array(array);
            case ISizeOfOperation size: return TypeSizes.SizeOf(_context.Scope.Types.Substitute(size.TypeOperand));
            case IEventReferenceOperation raised when _context.Scope.HasFileMembers && raised.Instance is null or IInstanceReferenceOperation: return new FileValue(_context.Scope.AllMembers, StreamWrapper.Unknown);
            case IInlineArrayAccessOperation access: return _buffers.InlineArrayAccess(access);
            case IArrayElementReferenceOperation element: return _buffers.Element(element);
            case IImplicitIndexerReferenceOperation indexer: return _buffers.ImplicitIndexer(indexer);
            case IAwaitOperation wait: return Evaluate(wait.Operation);
            case IIsNullOperation isNull: return _conditions.IsNull(isNull.Operand);
            case IIsTypeOperation isType: return _conditions.IsType(isType);
            case IIsPatternOperation isPattern: return _patterns.Evaluate(isPattern);
            case IFlowAnonymousFunctionOperation or IDelegateCreationOperation or IMethodReferenceOperation: return _functions.Delegate(operation);
            case IDefaultValueOperation: return ValueFactory.Default(operation.Type);
            case ICollectionExpressionOperation collection: return _buffers.Collection(collection);
            case ITupleOperation tuple: return _creations.Tuple(tuple);
            case IUtf8StringOperation text: return new BufferValue(Interval.Exactly(System.Text.Encoding.UTF8.GetByteCount(text.Value)), Origin.Constant);
            case IThrowOperation { Exception: { } exception }: Evaluate(exception); return AbstractValue.NotAFile;
            case IDiscardOperation: return AbstractValue.NotAFile;
            case { Kind: OperationKind.None, Syntax: StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax }: return _buffers.StackAllocation(operation);
            default: return Unknown(operation);
        }
    }

    internal AbstractValue ElementAt(IOperation element, AbstractValue array, AbstractValue index) => _buffers.ElementAt(element, array, index);

    /// <summary>Evaluates the operands of an unknown operation. Each file among them escapes.</summary>
    internal AbstractValue Unknown(IOperation operation)
    {
        var origin = Origin.Constant;
        var operands = new List<Term?>();
        foreach (var child in operation.ChildOperations)
        {
            var value = Evaluate(child);
            origin |= value.Origin;
            operands.Add(value.TermOrConstant);
            _context.Files.Escape(value, operation.Syntax, "is used in a way that cannot be followed");
        }

        // The operation may be a user-defined comparison. A condition on its result then limits the operands (Facts.Assume).
        return ValueFactory.Any(operation, origin) with { Term = operands.Exists(static operand => operand is not null) ? Term.Call(new object(), [.. operands.OfType<Term>()]) : null };
    }

    private AbstractValue ValueOf(ISymbol variable, IOperation operation)
    {
        var isUntracked = _context.Scope.IsUntracked(variable);
        return !isUntracked && _context.State.Variables.TryGetValue(variable, out var value) ? WithTerm(variable, value)
            : isUntracked && variable is IParameterSymbol parameter && _context.Scope.ValueOnEntryOf(parameter) is FileValue file ? file
            : variable is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } captured && !_context.Scope.IsOfMethod(captured) && StreamTypes.IsFileLike(captured.Type)
                ? new FileValue(FileSource.Member(captured), StreamWrapper.Of(captured.Type))
            : ValueFactory.Any(operation, Origin.External);
    }

    /// <summary>Returns the variable's value with a term, which is stored if it is new, and with the facts about the term.</summary>
    private AbstractValue WithTerm(ISymbol variable, AbstractValue value)
    {
        if (value.Term is null && value is not NumberValue { Range.IsExact: true })
        {
            value = value with { Term = Term.Leaf(value) };
            _context.State = _context.State.WithNarrowed(variable, value);
        }

        return _context.WithPathFacts(value);
    }

    private AbstractValue Capture(IFlowCaptureOperation capture)
    {
        _context.Captured[capture.Id] = capture.Value;
        var value = Evaluate(capture.Value);
        value = value is EnumeratorValue && !OperationShapes.IsGetEnumerator(capture.Value) ? AbstractValue.NotAFile : value;
        value = value.Term is null && value is not (NumberValue { Range.IsExact: true } or EnumeratorValue) ? value with { Term = Term.Leaf(value) } : value;
        _context.State = _context.State.With(capture.Id, value);
        return value;
    }

    private AbstractValue CaptureValue(IFlowCaptureReferenceOperation reference) =>
        _context.State.Captures.TryGetValue(reference.Id, out var value) ? _context.WithPathFacts(value) : ValueFactory.Any(reference, Origin.External);

    private AbstractValue Conversion(IConversionOperation conversion)
    {
        var operand = Evaluate(conversion.Operand);
        if (TypeFacts.IsBuffer(conversion.Type) && TypeLayout.InlineLengthOf(conversion.Operand.Type) is { } elements)
        {
            return new BufferValue(Interval.Exactly(elements), operand.Origin);
        }

        if (conversion.OperatorMethod is { } method && !(operand is BufferValue && TypeFacts.IsBuffer(conversion.Type) && TypeFacts.IsDotNet(method)))
        {
            _context.Files.Escape(operand, conversion.Syntax, "is converted by user code");
            return ValueFactory.Any(conversion, operand.Origin);
        }

        // A file is not a memory stream, so a cast to one gives null.
        if (operand is FileValue && conversion.IsTryCast && StreamTypes.IsNoFile(conversion.Type))
        {
            return new OtherValue(Origin.External);
        }

        // A reference conversion keeps the file. So does a conversion to dynamic, because each dynamic use is unknown.
        if (operand is FileValue)
        {
            return operand;
        }

        if (OperationShapes.IsNull(conversion.Operand) && Interval.Describes(conversion.Type))
        {
            return ValueFactory.Default(conversion.Type);
        }

        return _context.WithPathFacts(Arithmetic.Convert(operand, conversion.Type, conversion.Operand.Type, conversion.IsChecked)) switch
        {
            OtherValue opaque when StreamTypes.IsFileLike(conversion.Type) && !OperationShapes.IsNull(conversion.Operand) => ValueFactory.Any(conversion, opaque.Origin),
            _ when operand is not BufferValue && TypeFacts.IsBuffer(conversion.Type) => new BufferValue(Interval.Length, operand.Origin),
            var converted => converted,
        };
    }
}
