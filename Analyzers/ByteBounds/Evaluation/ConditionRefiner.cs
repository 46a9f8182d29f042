using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Narrows the variables of a condition by its outcome. It does not evaluate the condition, because that has happened before.</summary>
internal sealed class ConditionRefiner(MethodScope scope)
{
    private AbstractState _state = null!;
    private bool _isPossible = true;

    /// <summary>Returns the state with the outcome; null if the outcome is impossible.</summary>
    internal AbstractState? Assume(IOperation condition, bool outcome, AbstractState state)
    {
        _state = state;
        Apply(condition, outcome);
        return _isPossible ? _state : null;
    }

    /// <summary>Returns the state in which a comparison of a value with another one is true; null if it cannot be true.</summary>
    internal AbstractState? Assume(IOperation value, BinaryOperatorKind kind, Interval other, AbstractState state)
    {
        _state = state;
        if (IsNumeric(value.Type))
        {
            Narrow(value, kind, other);
        }

        return _isPossible ? _state : null;
    }

    private void Apply(IOperation condition, bool outcome)
    {
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not:
                Apply(not.Operand, !outcome);
                break;
            case IBinaryOperation { OperatorMethod: null } binary when Negated(binary.OperatorKind) is { } negated:
                var kind = outcome ? binary.OperatorKind : negated;
                if (IsNumeric(binary.LeftOperand.Type) && IsNumeric(binary.RightOperand.Type))
                {
                    var (left, right) = (RangeOf(binary.LeftOperand), RangeOf(binary.RightOperand));
                    Narrow(binary.LeftOperand, kind, right);
                    Narrow(binary.RightOperand, Mirrored(kind), left);
                }

                break;
            case IIsPatternOperation isPattern when IsNumeric(isPattern.Value.Type):
                Apply(isPattern.Value, isPattern.Pattern, outcome);
                break;
            case ILocalReferenceOperation or IParameterReferenceOperation or IFlowCaptureReferenceOperation when condition.Type?.SpecialType == SpecialType.System_Boolean:
                Meet(condition, Interval.Exactly(outcome ? 1 : 0));
                break;
        }
    }

    private void Apply(IOperation value, IPatternOperation pattern, bool outcome)
    {
        switch (pattern)
        {
            case IConstantPatternOperation constant:
                Narrow(value, outcome ? BinaryOperatorKind.Equals : BinaryOperatorKind.NotEquals, RangeOf(constant.Value));
                break;
            case IRelationalPatternOperation relational when Negated(relational.OperatorKind) is { } negated:
                Narrow(value, outcome ? relational.OperatorKind : negated, RangeOf(relational.Value));
                break;
            case INegatedPatternOperation not:
                Apply(value, not.Pattern, !outcome);
                break;
            case IBinaryPatternOperation both when (both.OperatorKind == BinaryOperatorKind.And) == outcome:
                Apply(value, both.LeftPattern, outcome);
                Apply(value, both.RightPattern, outcome);
                break;
            case IBinaryPatternOperation either:
                ApplyEither(value, either, outcome);
                break;
        }
    }

    /// <summary>Narrows a value to the range around two alternatives: <c>n is 8 or 16</c> means 8 to 16.</summary>
    private void ApplyEither(IOperation value, IBinaryPatternOperation either, bool outcome)
    {
        if (!_isPossible)
        {
            return;
        }

        var before = _state;
        Apply(value, either.LeftPattern, outcome);
        var (left, isLeftPossible) = (_state, _isPossible);
        (_state, _isPossible) = (before, true);
        Apply(value, either.RightPattern, outcome);
        if (!isLeftPossible)
        {
            return;
        }

        var (right, isRightPossible) = (_state, _isPossible);
        var range = isRightPossible ? Interval.Join(RangeOf(value, left), RangeOf(value, right)) : RangeOf(value, left);
        (_state, _isPossible) = (before, true);
        Meet(value, range);
    }

    private void Narrow(IOperation operation, BinaryOperatorKind kind, Interval bound)
    {
        if (Interval.IsUnsigned64(operation.Type))
        {
            // An interval cannot describe a UInt64 of 2^63 or more. Only an upper bound below 2^63 proves that the number is smaller.
            if (bound is { Low: >= 0, High: < long.MaxValue } && kind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.Equals)
            {
                Meet(operation, new(kind == BinaryOperatorKind.Equals ? bound.Low : 0, kind == BinaryOperatorKind.LessThan ? bound.High - 1 : bound.High));
            }

            return;
        }

        var range = kind switch
        {
            BinaryOperatorKind.LessThan => new(long.MinValue, bound.High == long.MinValue ? long.MinValue : bound.High == long.MaxValue ? long.MaxValue : bound.High - 1),
            BinaryOperatorKind.LessThanOrEqual => new(long.MinValue, bound.High),
            BinaryOperatorKind.GreaterThan => new(bound.Low == long.MinValue || bound.Low == long.MaxValue ? bound.Low : bound.Low + 1, long.MaxValue),
            BinaryOperatorKind.GreaterThanOrEqual => new(bound.Low, long.MaxValue),
            BinaryOperatorKind.Equals => bound,
            BinaryOperatorKind.NotEquals when bound.IsExact => Without(RangeOf(operation), bound.Low),
            _ => Interval.All,
        };
        Meet(operation, range);
    }

    private static Interval Without(Interval range, long value) =>
        range.Low == value && value != long.MaxValue ? new(value + 1, range.High)
        : range.High == value && value != long.MinValue ? new(range.Low, value - 1)
        : range;

    /// <summary>Narrows the variable whose value the operation reads.</summary>
    private void Meet(IOperation operation, Interval range)
    {
        switch (operation)
        {
            case ILocalReferenceOperation { Local: var local } when !scope.IsUntracked(local):
                Set(local, range, local.Type);
                break;
            case IParameterReferenceOperation { Parameter: var parameter } when !scope.IsUntracked(parameter):
                Set(parameter, range, parameter.Type);
                break;
            case IFlowCaptureReferenceOperation capture when _state.Captures.TryGetValue(capture.Id, out var value) && value is NumberValue number:
                var narrowed = Interval.Meet(number.Range, range);
                _isPossible &= !narrowed.IsEmpty;
                _state = _state.With(capture.Id, number with { Range = narrowed });
                break;
            case ISimpleAssignmentOperation assignment:
                // (n = Read()) > 0: the value of the assignment is the variable's value, converted to its type.
                Meet(assignment.Target, range);
                break;
            case IIncrementOrDecrementOperation { IsPostfix: false } step:
                Meet(step.Target, range);
                break;
            case IConversionOperation { OperatorMethod: null, Operand: { } operand } conversion when IsNumeric(operand.Type):
                MeetConverted(conversion, operand, range);
                break;
        }
    }

    private void MeetConverted(IConversionOperation conversion, IOperation operand, Interval range)
    {
        var (from, to) = (Interval.RangeOf(operand.Type), Interval.RangeOf(conversion.Type));
        if (from.Low >= to.Low && from.High <= to.High && (!Interval.IsUnsigned64(conversion.Type) || from.Low >= 0))
        {
            Meet(operand, range);
        }
        else if ((to.Low >= 0 || Interval.IsUnsigned64(conversion.Type)) && range.High is >= 0 and < long.MaxValue && range.High <= from.High && Interval.MakesNegativesLarge(Interval.NumberTypeOf(operand.Type), Interval.NumberTypeOf(conversion.Type)))
        {
            // (uint)n <= 64 means 0 <= n <= 64, because a negative number becomes a large one.
            Meet(operand, new(Math.Max(0, range.Low), range.High));
        }
    }

    private void Set(ISymbol variable, Interval range, ITypeSymbol type)
    {
        if (!_state.Variables.TryGetValue(variable, out var value) || value is not NumberValue number || !Interval.Describes(type))
        {
            return;
        }

        var narrowed = Interval.Meet(number.Range, range);
        _isPossible &= !narrowed.IsEmpty;
        _state = _state.WithNarrowed(variable, number with { Range = narrowed });
    }

    /// <summary>Returns the range of an operation's values in a state, without evaluating it.</summary>
    internal Interval RangeOf(IOperation operation, AbstractState state)
    {
        _state = state;
        return RangeOf(operation);
    }

    /// <summary>Returns the range of an operation's values, without evaluating it.</summary>
    private Interval RangeOf(IOperation operation)
    {
        if (operation.ConstantValue is { HasValue: true, Value: { } constant })
        {
            return Interval.OfConstant(constant) ?? Interval.All;
        }

        return operation switch
        {
            ILocalReferenceOperation { Local: var local } when !scope.IsUntracked(local) => RangeOf(local, local.Type),
            IParameterReferenceOperation { Parameter: var parameter } when !scope.IsUntracked(parameter) => RangeOf(parameter, parameter.Type),
            IFieldReferenceOperation { Field: var field } => scope.ValueOnEntryOf(field) is NumberValue number ? number.Range : Interval.RangeOf(field.Type),
            IFlowCaptureReferenceOperation capture => _state.Captures.TryGetValue(capture.Id, out var value) && value is NumberValue number ? number.Range : Interval.RangeOf(capture.Type),
            IConversionOperation { OperatorMethod: null } conversion when IsNumeric(conversion.Operand.Type) => RangeOf(conversion.Operand).FitInto(conversion.Type),
            IBinaryOperation { OperatorMethod: null, OperatorKind: BinaryOperatorKind.Add } sum => (RangeOf(sum.LeftOperand) + RangeOf(sum.RightOperand)).FitInto(sum.Type),
            IBinaryOperation { OperatorMethod: null, OperatorKind: BinaryOperatorKind.Subtract } difference => (RangeOf(difference.LeftOperand) - RangeOf(difference.RightOperand)).FitInto(difference.Type),
            IPropertyReferenceOperation { Property.Name: "Length", Instance: ILocalReferenceOperation or IParameterReferenceOperation } length
                when VariableOf(length.Instance) is { } buffer && !scope.IsUntracked(buffer)
                && _state.Variables.TryGetValue(buffer, out var value) && value is BufferValue { Length: var range } => range,
            ISimpleAssignmentOperation assignment => RangeOf(assignment.Target),
            IInvocationOperation { TargetMethod: { Name: "Min", IsStatic: true } function, Arguments: [var one, var other] } when TypeFacts.IsDotNet(function) =>
                Interval.Min(RangeOf(one.Value), RangeOf(other.Value)),
            _ => Interval.RangeOf(operation.Type),
        };
    }

    private static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        _ => null,
    };

    private Interval RangeOf(ISymbol variable, ITypeSymbol type) =>
        _state.Variables.TryGetValue(variable, out var value) && value is NumberValue number ? number.Range : Interval.RangeOf(type);

    private static bool IsNumeric(ITypeSymbol? type) => Interval.Describes(type);

    private static BinaryOperatorKind? Negated(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThanOrEqual,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThanOrEqual,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.Equals => BinaryOperatorKind.NotEquals,
        BinaryOperatorKind.NotEquals => BinaryOperatorKind.Equals,
        _ => null,
    };

    private static BinaryOperatorKind Mirrored(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
        _ => kind,
    };
}
