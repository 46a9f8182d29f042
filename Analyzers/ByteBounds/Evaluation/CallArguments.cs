using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>A call's arguments in the order of their evaluation, which named arguments can change.</summary>
internal readonly struct CallArguments(ImmutableArray<IArgumentOperation> operations, ImmutableArray<AbstractValue> inOrder, bool hasThis)
{
    internal ImmutableArray<IArgumentOperation> Operations { get; } = operations;

    internal ImmutableArray<AbstractValue> InOrder { get; } = inOrder;

    /// <summary>Whether <c>this</c> is among the arguments.</summary>
    internal bool HasThis { get; } = hasThis;

    /// <summary>The value for the parameter with this ordinal; null if the call has none.</summary>
    internal AbstractValue? this[int ordinal]
    {
        get
        {
            for (var index = 0; index < Operations.Length; index++)
            {
                if (Operations[index].Parameter?.Ordinal == ordinal)
                {
                    return InOrder[index];
                }
            }

            return null;
        }
    }

    /// <summary>Returns the values in the order of the parameters.</summary>
    internal ImmutableArray<AbstractValue> ByOrdinal
    {
        get
        {
            var (operations, values) = (Operations, InOrder);
            return operations.Any(static argument => argument.Parameter is null)
                ? values
                : [.. Enumerable.Range(0, operations.Length).OrderBy(index => operations[index].Parameter!.Ordinal).Select(index => values[index])];
        }
    }

    /// <summary>Returns the value for the parameter of that name; null if the member has no such parameter.</summary>
    internal AbstractValue? Named(ISymbol member, string parameter) => this[Ordinal(member, parameter)];

    internal IArgumentOperation? OperationNamed(ISymbol member, string parameter)
    {
        var ordinal = Ordinal(member, parameter);
        return Operations.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal);
    }

    /// <summary>Returns the ordinal of a parameter; -1 if the member has no such parameter.</summary>
    internal static int Ordinal(ISymbol member, string? parameter) =>
        (member as IMethodSymbol)?.Parameters.FirstOrDefault(candidate => candidate.Name == parameter)?.Ordinal ?? -1;

    /// <summary>Returns the values for the inputs of a method (<see cref="MethodParameters"/>).</summary>
    internal ImmutableArray<AbstractValue?> ByParameter(IMethodSymbol method, AbstractValue? receiver)
    {
        var arguments = this;
        return [.. MethodParameters.Of(method).Select((parameter, ordinal) => ordinal < method.Parameters.Length ? arguments[ordinal] : receiver)];
    }
}
