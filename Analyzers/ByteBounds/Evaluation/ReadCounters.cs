using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Follows counters of read bytes, as in <c>while (total &lt; 64) total += file.Read(buffer, total, 64 - total)</c>. Such a
/// loop reads 64 bytes, however many turns it takes.
/// </summary>
internal sealed class ReadCounters(EvaluationContext context)
{
    /// <summary>At most <c>Sign × Variable + Constant</c>.</summary>
    private readonly record struct LinearForm(ISymbol Variable, int Sign, long Constant);

    private AbstractState State => context.State;

    /// <summary>
    /// Returns the bytes that a read adds to the earlier ones. A read that asks for the rest that its counter lacks adds no
    /// more than that rest.
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
        return (read with { Amount = Amount.Constant(added) }, new CountedRead(key, offset, counter, new object()));
    }

    /// <summary>Keeps a counter's relation to the file if an assignment adds the result of the last read to the counter.</summary>
    internal void Update(ISymbol variable, AbstractValue before, AbstractValue added, AbstractValue after, BinaryOperatorKind kind, ITypeSymbol? type)
    {
        if (added is NumberValue { CountedRead: { } countedRead } number
            && before is NumberValue old
            && after is NumberValue
            && kind == (countedRead.Key.Sign > 0 ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract)
            && SymbolEqualityComparer.Default.Equals(countedRead.Key.Variable, variable)
            && ReferenceEquals(before, countedRead.Counter)
            && ReferenceEquals(State.Of(countedRead.Key.File).LastRead, countedRead.Read)
            && !context.Scope.IsUntracked(variable)
            && Fits(countedRead.Key.Sign > 0 ? old.Range + number.Range : old.Range - number.Range, type))
        {
            context.State = State.With(countedRead.Key, countedRead.Offset);
        }
    }

    private static bool Fits(Interval range, ITypeSymbol? type) => range.FitInto(type) == range && range != Interval.All;

    /// <summary>Returns the size that an argument asks for as a form of one local: a count, or the rest of a buffer.</summary>
    private LinearForm? FormOf(IOperation? operation)
    {
        switch (operation)
        {
            case IConversionOperation conversion when TypeFacts.IsBuffer(conversion.Type) || (conversion.OperatorMethod is null && IsWidening(conversion)):
                return FormOf(conversion.Operand);
            case IParenthesizedOperation parenthesized:
                return FormOf(parenthesized.Operand);
            case ILocalReferenceOperation { Local: var local } when Interval.Describes(local.Type) && !context.Scope.IsUntracked(local):
                return new(local, 1, 0);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract, OperatorMethod: null } difference when FormOf(difference.RightOperand) is { Sign: 1, Constant: 0 } subtracted:
                return Rest(subtracted.Variable, new ConditionRefiner(context.Scope).RangeOf(difference.LeftOperand, State).High);
            case IInvocationOperation { TargetMethod: { Name: "Min", ContainingType.Name: "Math" } } min when min.Arguments.Length == 2:
                return FormOf(min.Arguments[0].Value) ?? FormOf(min.Arguments[1].Value);
            case IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory" or "Slice" } method } slice when TypeFacts.IsPlatform(method):
                return FormOfSlice(slice);
            case IImplicitIndexerReferenceOperation { Argument: IRangeOperation { RightOperand: null, LeftOperand: IConversionOperation { Operand: { } start } }, Instance: var instance }
                when FormOf(start) is { Sign: 1, Constant: 0 } from:
                return Rest(from.Variable, LengthOf(instance));
            default:
                return null;
        }
    }

    private static bool IsWidening(IConversionOperation conversion) => Interval.RangeOf(conversion.Operand.Type).Low >= Interval.RangeOf(conversion.Type).Low;

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

    private static LinearForm? Rest(ISymbol variable, long whole) => whole < MovedBytes.Unbounded ? new(variable, -1, whole) : null;

    /// <summary>Returns the largest length of a buffer that a variable or a field holds.</summary>
    private long LengthOf(IOperation buffer)
    {
        var value = OperationShapes.Unconverted(buffer) switch
        {
            ILocalReferenceOperation { Local: var local } => Tracked(local),
            IParameterReferenceOperation { Parameter: var parameter } => Tracked(parameter),
            IFieldReferenceOperation { Field: var field, Instance: null or IInstanceReferenceOperation } => context.Scope.InitialValueOf(field),
            _ => null,
        };
        return value is BufferValue { Length.High: var high } ? high : long.MaxValue;
    }

    private AbstractValue? Tracked(ISymbol variable) =>
        !context.Scope.IsUntracked(variable) && State.Variables.TryGetValue(variable, out var value) ? value : null;
}
