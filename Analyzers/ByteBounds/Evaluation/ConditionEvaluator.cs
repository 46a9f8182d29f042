using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Evaluates operators and tests. A result gets a term over the compared values, so each later condition can use the outcome.</summary>
internal sealed class ConditionEvaluator(EvaluationContext context, OperationEvaluator evaluator)
{
    internal AbstractValue Binary(IBinaryOperation binary)
    {
        var isEquality = binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals;
        if (isEquality && NullTested(binary) is { } tested && (binary.OperatorMethod is null || TypeFacts.IsDotNet(binary.OperatorMethod)))
        {
            var test = IsNull(tested);
            return binary.OperatorKind == BinaryOperatorKind.Equals ? test : Arithmetic.Unary(UnaryOperatorKind.Not, test, binary.Type);
        }

        if (binary.OperatorMethod is { } method)
        {
            if (!isEquality || !TypeFacts.IsDotNet(method))
            {
                return evaluator.Unknown(binary);
            }

            var (one, other) = (evaluator.Evaluate(binary.LeftOperand), evaluator.Evaluate(binary.RightOperand));
            var known = TypeComparison(binary);
            return new NumberValue(known ?? Interval.Boolean, one.Origin | other.Origin) { Term = Term.Operator(binary.OperatorKind, null, one.TermOrConstant, other.TermOrConstant) };
        }

        var operands = binary.LeftOperand.Type;
        var (left, right) = (evaluator.Evaluate(binary.LeftOperand), evaluator.Evaluate(binary.RightOperand));
        if (isEquality && TypeComparison(binary) is { } comparison)
        {
            return new NumberValue(comparison, left.Origin | right.Origin);
        }

        var result = Arithmetic.Binary(binary.OperatorKind, left, right, binary.Type, operands, binary.IsChecked);
        if (binary.IsChecked && result is NumberValue { Range: var range } && !range.IsExact)
        {
            context.EndsLoopByThrowing = true;
        }

        // An operand of a lifted comparison can be null, so the ranges of the numbers do not decide the outcome.
        return binary.IsLifted && binary.Type?.SpecialType == SpecialType.System_Boolean && result is NumberValue number
            ? number with { Range = Interval.Boolean, Term = number.Term ?? Term.Operator(binary.OperatorKind, operands, left.TermOrConstant, right.TermOrConstant) }
            : context.WithPathFacts(result);
    }

    internal NumberValue IsNull(IOperation operand)
    {
        var value = evaluator.Evaluate(operand);
        return (NumberValue)context.WithPathFacts(new NumberValue(Interval.Boolean, value.Origin | (operand.Type is null ? Origin.Constant : PatternEvaluator.OriginOfTest(operand)))
        {
            Term = value.Term is { } term ? Term.Member(term, Term.NullTest, null, AbstractValue.UnknownConstant) : null,
        });
    }

    internal NumberValue IsType(IIsTypeOperation test)
    {
        var value = evaluator.Evaluate(test.ValueOperand);
        return IsType(value, test.ValueOperand, test.TypeOperand);
    }

    /// <summary>Returns the outcome of a type test. A file is never a memory stream or a network stream.</summary>
    internal NumberValue IsType(AbstractValue value, IOperation operand, ITypeSymbol type) => (NumberValue)context.WithPathFacts(
        new NumberValue(value is FileValue && StreamTypes.IsNoFile(type) ? Interval.Exactly(0) : Interval.Boolean, value.Origin | PatternEvaluator.OriginOfTest(operand))
        {
            Term = value.Term is { } term ? Term.Member(term, type, null, AbstractValue.UnknownConstant) : null,
        });

    /// <summary>Returns the operand that is compared with null; null for other comparisons.</summary>
    private static IOperation? NullTested(IBinaryOperation binary) =>
        OperationShapes.IsNull(OperationShapes.Unconverted(binary.RightOperand)) ? binary.LeftOperand
        : OperationShapes.IsNull(OperationShapes.Unconverted(binary.LeftOperand)) ? binary.RightOperand
        : null;

    /// <summary>Returns the outcome of <c>file.GetType() == typeof(MemoryStream)</c>; null for other comparisons.</summary>
    private Interval? TypeComparison(IBinaryOperation binary) => (binary.LeftOperand, binary.RightOperand) switch
    {
        (ITypeOfOperation { TypeOperand: var type }, var other) when IsTypeOfFile(other) && StreamTypes.IsNoFile(type) => Interval.Exactly(binary.OperatorKind == BinaryOperatorKind.Equals ? 0 : 1),
        (var other, ITypeOfOperation { TypeOperand: var type }) when IsTypeOfFile(other) && StreamTypes.IsNoFile(type) => Interval.Exactly(binary.OperatorKind == BinaryOperatorKind.Equals ? 0 : 1),
        _ => null,
    };

    private bool IsTypeOfFile(IOperation operand) =>
        operand is IInvocationOperation { TargetMethod: { Name: "GetType", Parameters.IsEmpty: true }, Instance: { } instance }
        && OperationShapes.Unconverted(instance) is ILocalReferenceOperation or IParameterReferenceOperation
        && evaluator.Evaluate(instance) is FileValue;
}
