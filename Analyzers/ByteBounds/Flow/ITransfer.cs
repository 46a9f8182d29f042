using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>The transfer functions of the abstract interpretation: what operations and conditions do to a state.</summary>
internal interface ITransfer
{
    /// <summary>Returns the state after an operation; null if the operation never ends normally.</summary>
    AbstractState? Run(IOperation operation, AbstractState state);

    /// <summary>Returns the value of a branch's expression, and the state after it.</summary>
    (AbstractState? State, AbstractValue Value) Evaluate(IOperation operation, AbstractState state);

    /// <summary>
    /// Returns the possible state after an exception in a nested function that the last operation called; null if the
    /// operation called none.
    /// </summary>
    AbstractState? TakeThrown();

    /// <summary>Whether the last operation throws where a loop runs too often. Forgets it.</summary>
    bool TakeLoopEnd();

    /// <summary>Returns the state in which the condition has this outcome; null if the outcome is impossible.</summary>
    AbstractState? Assume(IOperation condition, AbstractValue value, bool outcome, AbstractState state);

    /// <summary>Whether members can hold files. If not, callers ignore what members hold.</summary>
    bool HasMembers { get; }

    /// <summary>Adds a value that the function returns in a state.</summary>
    void Return(AbstractValue value, AbstractState state);

    /// <summary>Adds a condition with two possible outcomes. The returned value can depend on it.</summary>
    void Branch(AbstractValue condition);

    /// <summary>Returns the value of a variable that only one of two joined paths has assigned.</summary>
    AbstractValue? Missing(ISymbol variable);
}
