using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Follows counters of read bytes, as in <c>while (total &lt; 64) total += file.Read(buffer, total, 64 - total)</c>. Such a
/// loop reads at most 64 bytes, however many iterations it takes.
/// </summary>
internal sealed class ReadCounters(EvaluationContext context)
{
    /// <summary>An upper bound of a number: the number is at most <c>Sign × Variable + Constant</c>.</summary>
    private readonly record struct LinearForm(ISymbol Variable, int Sign, long Constant);

    private AbstractState State => context.State;

    /// <summary>
    /// Returns the bytes that a read adds to the bytes of earlier reads. A read that requests the remainder of its counter adds at most the
    /// remainder.
    /// </summary>
    internal (MovedBytes Read, CountedRead? CountedRead) Limit(MovedBytes read, FileValue file, IOperation? sizeArgument)
    {
        if (file.Handles is not { Length: 1 } || !read.Amount.IsConstant || read.IsText || file.Handles[0].Wrapper is not { IsOpaque: false, ReadAhead: 0 }
            || FormOf(sizeArgument) is not { } form || !State.Variables.TryGetValue(form.Variable, out var counter))
        {
            return (read, null);
        }

        var source = file.Handles[0].Source;
        var before = State.Of(source).Read.Amount;
        var key = new RelationKey(source, form.Variable, -form.Sign);
        if (!before.IsConstant || State.OffsetOf(key) is not { } offset || offset + form.Constant is not (>= 0 and < MovedBytes.Unbounded and var bound))
        {
            return (read, null);
        }

        var added = Math.Min(read.Amount.Bytes, Math.Max(0, bound - before.Bytes));
        return (read with { Amount = Amount.Constant(added), CountedTotal = bound }, new CountedRead(key, offset, counter, new object(), form.Constant));
    }

    /// <summary>Keeps a counter's relation to the file if an assignment adds the result of the last read to the counter.</summary>
    internal void Update(ISymbol variable, AbstractValue before, AbstractValue added, AbstractValue after, BinaryOperatorKind kind, ITypeSymbol? type)
    {
        if (added is NumberValue { CountedRead: { } countedRead } number
            && before is NumberValue or BufferValue
            && after is NumberValue or BufferValue
            && kind == (countedRead.Key.Sign > 0 ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract)
            && SymbolEqualityComparer.Default.Equals(countedRead.Key.Variable, variable)
            && IsSame(before, countedRead.Counter)
            && ReferenceEquals(State.Of(countedRead.Key.File).LastRead, countedRead.Read)
            && !context.Scope.IsUntracked(variable)
            && (before is not NumberValue { Range: var old } || Fits(CounterAfter(countedRead, old, number.Range), type)))
        {
            if (before is NumberValue { Range: var start } && after is NumberValue result)
            {
                // The read requested no more than the remainder, so the counter stays in range.
                var range = Interval.Meet(result.Range, CounterAfter(countedRead, start, number.Range));
                context.State = range.IsEmpty ? State : State.WithNarrowed(variable, result with { Range = range, Term = (State.Variables.TryGetValue(variable, out var now) ? now : result).Term });
            }

            context.State = State.With(countedRead.Key, countedRead.Offset);
        }
    }

    /// <summary>Returns the range of the counter after it has counted a read that requested no more than the remainder.</summary>
    private static Interval CounterAfter(CountedRead read, Interval counter, Interval number) =>
        read.Key.Sign > 0
            ? new(counter.Low, Math.Max(counter.Low, read.MaxSum))
            : Interval.Meet(counter - number, new(0, counter.High)) is { IsEmpty: false } rest ? rest : new(0, Math.Max(0, counter.High));

    /// <summary>Whether a variable still has the value that it had at the read.</summary>
    private static bool IsSame(AbstractValue now, AbstractValue then) =>
        ReferenceEquals(now, then) || (now.Term is { } term ? term.Equals(then.Term) : now is NumberValue { Range.IsExact: true } && now.Equals(then));

    /// <summary>
    /// Keeps the relation of a buffer that shrinks by the bytes of each read: <c>rest = rest[n..]</c>. Its length is the counter.
    /// </summary>
    internal void UpdateRest(ISymbol variable, AbstractValue before, AbstractValue start, AbstractValue after) =>
        Update(variable, before, start, after, BinaryOperatorKind.Subtract, type: null);

    private static bool Fits(Interval range, ITypeSymbol? type) => range.FitInto(type) == range && range != Interval.All;

    /// <summary>Returns a bound of the requested size in terms of one variable: a count, or the rest of a buffer. Null for other expressions.</summary>
    private LinearForm? FormOf(IOperation? operation)
    {
        switch (operation)
        {
            case IConversionOperation conversion when TypeFacts.IsBuffer(conversion.Type) || (conversion.OperatorMethod is null && KeepsNumber(conversion)):
                return FormOf(conversion.Operand);
            case ILocalReferenceOperation { Local: var local } when IsCounter(local.Type) && !context.Scope.IsUntracked(local):
                return new(local, 1, 0);
            case IParameterReferenceOperation { Parameter: var parameter } when IsCounter(parameter.Type) && !context.Scope.IsUntracked(parameter):
                return new(parameter, 1, 0);
            case IPropertyReferenceOperation { Property.Name: "Span", Instance: { } memory } when TypeFacts.IsBuffer(memory.Type):
                return FormOf(memory);
            case IPropertyReferenceOperation { Property.Name: "Length", Instance: { } counted } when TypeFacts.IsBuffer(counted.Type):
                return FormOf(counted);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract, OperatorMethod: null } difference when FormOf(difference.RightOperand) is { Sign: 1, Constant: 0 } subtracted:
                return Rest(subtracted.Variable, new ConditionRefiner(context.Scope).RangeOf(difference.LeftOperand, State).High);
            case IInvocationOperation { TargetMethod: { Name: "Min", IsStatic: true } function } min when min.Arguments.Length == 2 && TypeFacts.IsDotNet(function):
                return FormOf(min.Arguments[0].Value) is { } first && !IsBuffer(first.Variable) ? first : FormOf(min.Arguments[1].Value) ?? FormOf(min.Arguments[0].Value);
            case IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory" or "Slice" } method } slice when TypeFacts.IsDotNet(method):
                return FormOfSlice(slice);
            case IImplicitIndexerReferenceOperation { Argument: IRangeOperation { RightOperand: null, LeftOperand: IConversionOperation { Operand: { } start } }, Instance: var instance }
                when FormOf(start) is { Sign: 1, Constant: 0 } from && Interval.Describes(start.Type):
                return Rest(from.Variable, LengthOf(instance));
            case IImplicitIndexerReferenceOperation { Argument: IRangeOperation { RightOperand: IConversionOperation { Operand: { } end }, LeftOperand: null } }:
                return FormOf(end);
            default:
                return null;
        }
    }

    /// <summary>Whether the variable is a buffer. In <c>Math.Min(buffer.Length, left)</c>, the counter is <c>left</c> and not the buffer.</summary>
    private static bool IsBuffer(ISymbol variable) => TypeFacts.IsBuffer((variable as ILocalSymbol)?.Type ?? (variable as IParameterSymbol)?.Type);

    private static bool IsCounter(ITypeSymbol type) => Interval.Describes(type) || TypeFacts.IsBuffer(type);

    private bool KeepsNumber(IConversionOperation conversion)
    {
        var target = Interval.RangeOf(conversion.Type);
        return Interval.RangeOf(conversion.Operand.Type).Low >= target.Low
            || (new ConditionRefiner(context.Scope).RangeOf(conversion.Operand, State) is var range && range.Low >= target.Low && range.High <= target.High);
    }

    private LinearForm? FormOfSlice(IInvocationOperation slice)
    {
        var arguments = slice.Arguments.Select(static argument => argument.Value).ToList();
        var whole = slice.Instance;
        if (whole is null && arguments.Count > 0)
        {
            whole = arguments[0];
            arguments.RemoveAt(0);
        }

        return arguments.Count switch
        {
            2 => FormOf(arguments[1]),
            1 when whole is not null && FormOf(arguments[0]) is { Sign: 1, Constant: 0 } from => Rest(from.Variable, LengthOf(whole)),
            _ => null,
        };
    }

    /// <summary>Returns the form <c>total - variable</c>; null if the total has no bound.</summary>
    private static LinearForm? Rest(ISymbol variable, long total) => total < MovedBytes.Unbounded ? new(variable, -1, total) : null;

    /// <summary>Returns the largest length of a buffer that a variable or a field holds.</summary>
    private long LengthOf(IOperation buffer)
    {
        var value = OperationShapes.Unconverted(buffer) switch
        {
            ILocalReferenceOperation { Local: var local } => Tracked(local),
            IParameterReferenceOperation { Parameter: var parameter } => Tracked(parameter),
            IFieldReferenceOperation { Field: var field, Instance: null or IInstanceReferenceOperation } => context.Scope.ValueOnEntryOf(field),
            _ => null,
        };
        return value is BufferValue { Length.High: var high } ? high : long.MaxValue;
    }

    private AbstractValue? Tracked(ISymbol variable) =>
        !context.Scope.IsUntracked(variable) && State.Variables.TryGetValue(variable, out var value) ? value : null;
}
