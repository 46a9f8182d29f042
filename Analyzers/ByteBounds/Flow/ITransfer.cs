using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>The transfer functions of the abstract interpretation: the effect of operations and conditions on a state.</summary>
internal interface ITransfer
{
    /// <summary>Returns the state after an operation; null if the operation never ends normally.</summary>
    AbstractState? Run(IOperation operation, AbstractState state);

    /// <summary>Returns the value of a branch's expression, and the state after it.</summary>
    (AbstractState? State, AbstractValue Value) Evaluate(IOperation operation, AbstractState state);

    /// <summary>
    /// Returns the join of the states in which the last operation may throw, and forgets the join. Null if there is no such state. The state
    /// before the operation does not count. A counted state is inside a nested function that the operation called, or where the operation
    /// stops because it never ends normally.
    /// </summary>
    AbstractState? TakeThrown();

    /// <summary>
    /// Returns whether the last operation throws if a loop repeats it too often, and resets the flag. The operation then overflows a number, or
    /// accesses an element outside of a buffer.
    /// </summary>
    bool TakeEndsLoopByThrowing();

    /// <summary>Returns the state in which the condition has this outcome; null if the outcome is impossible.</summary>
    AbstractState? Assume(IOperation condition, AbstractValue value, bool outcome, AbstractState state);

    /// <summary>Whether members of the type can hold files. If not, callers ignore the values of members.</summary>
    bool HasFileMembers { get; }

    /// <summary>Adds a value that the function returns in a state.</summary>
    void Return(AbstractValue value, AbstractState state);

    /// <summary>Adds a condition with two possible outcomes. The value that the function returns can depend on it.</summary>
    void Branch(AbstractValue condition);

    /// <summary>Returns the value of a variable that only one of two joined paths has assigned.</summary>
    AbstractValue? ValueIfUnassigned(ISymbol variable);
}
