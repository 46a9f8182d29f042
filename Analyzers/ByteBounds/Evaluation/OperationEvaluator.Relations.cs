using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

internal sealed partial class OperationEvaluator
{
    /// <summary>At most <c>Sign × Variable + Constant</c>.</summary>
    private readonly record struct LinearForm(ISymbol Variable, int Sign, long Constant);

    /// <summary>
    /// What a read adds to what was read before: where it asks for what its counter still lacks, no more than that,
    /// however many turns there were.
    /// </summary>
    private (MovedBytes Read, CountedRead? CountedRead) Relate(MovedBytes read, FileValue file, IOperation? sizeArgument)
    {
        if (file.Handles is not { Length: 1 } || !read.Amount.IsConstant || read.IsText || file.Handles[0].Wrapper is not { IsOpaque: false, ReadAhead: 0 }
            || FormOf(sizeArgument) is not { } form || !State.Variables.TryGetValue(form.Variable, out var counter))
        {
            return (read, null);
        }

        var source = file.Handles[0].Source;
        var before = State.Of(source).Read.Amount;
        var key = new RelationKey(source, form.Variable, -form.Sign);
        if (!before.IsConstant || State.OffsetOf(key) is not { } offset || offset + form.Constant is not (>= 0 and < Unbounded and var bound))
        {
            return (read, null);
        }

        var added = Math.Min(read.Amount.Bytes, Math.Max(0, bound - before.Bytes));
        return (read with { Amount = Amount.Constant(added) }, new CountedRead(key, offset, counter, new object()));
    }

    /// <summary>After the counter took up what a read returned.</summary>
    private void Deliver(ISymbol variable, AbstractValue before, AbstractValue added, AbstractValue after, BinaryOperatorKind kind, ITypeSymbol? type)
    {
        if (added is NumberValue { CountedRead: { } countedRead } number
            && before is NumberValue old
            && after is NumberValue
            && kind == (countedRead.Key.Sign > 0 ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract)
            && SymbolEqualityComparer.Default.Equals(countedRead.Key.Variable, variable)
            && ReferenceEquals(before, countedRead.Counter)
            && ReferenceEquals(State.Of(countedRead.Key.File).LastRead, countedRead.Read)
            && !scope.IsUntracked(variable)
            && Fits(countedRead.Key.Sign > 0 ? old.Range + number.Range : old.Range - number.Range, type))
        {
            State = State.With(countedRead.Key, countedRead.Offset);
        }
    }

    private static bool Fits(Interval range, ITypeSymbol? type) => range.FitInto(type) == range && range != Interval.All;

    /// <summary>The size that an argument asks for in terms of one local: its count, or the rest of a buffer from a place on.</summary>
    private LinearForm? FormOf(IOperation? operation)
    {
        switch (operation)
        {
            case IConversionOperation { OperatorMethod: null } conversion when Interval.RangeOf(conversion.Operand.Type).Low >= Interval.RangeOf(conversion.Type).Low || TypeFacts.IsBuffer(conversion.Type):
                return FormOf(conversion.Operand);
            case IConversionOperation conversion when TypeFacts.IsBuffer(conversion.Type):
                return FormOf(conversion.Operand);
            case IParenthesizedOperation parenthesized:
                return FormOf(parenthesized.Operand);
            case ILocalReferenceOperation { Local: var local } when Interval.Describes(local.Type) && !scope.IsUntracked(local):
                return new(local, 1, 0);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract, OperatorMethod: null } difference when FormOf(difference.RightOperand) is { Sign: 1, Constant: 0 } subtracted:
                return Rest(subtracted.Variable, new ConditionRefiner(scope).RangeOf(difference.LeftOperand, State).High);
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

    private static LinearForm? Rest(ISymbol variable, long whole) => whole < Unbounded ? new(variable, -1, whole) : null;

    private long LengthOf(IOperation buffer) => Unwrap(buffer) switch
    {
        ILocalReferenceOperation { Local: var local } when !scope.IsUntracked(local) && State.Variables.TryGetValue(local, out var value) && value is BufferValue { Length: var length } => length.High,
        IParameterReferenceOperation { Parameter: var parameter } when !scope.IsUntracked(parameter) && State.Variables.TryGetValue(parameter, out var value) && value is BufferValue { Length: var length } => length.High,
        IFieldReferenceOperation { Field: var field, Instance: null or IInstanceReferenceOperation } when scope.InitialValueOf(field) is BufferValue { Length: var length } => length.High,
        _ => long.MaxValue,
    };
}
