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
    /// Returns the possible state after an exception in a nested function that the last operation called; null if the
    /// operation called none.
    /// </summary>
    AbstractState? TakeThrown();

    /// <summary>
    /// Returns whether the last operation throws if a loop repeats it too often (it overflows, or leaves a buffer), and resets the flag.
    /// </summary>
    bool TakeEndsLoopByThrowing();

    /// <summary>Returns the state in which the condition has this outcome; null if the outcome is impossible.</summary>
    AbstractState? Assume(IOperation condition, AbstractValue value, bool outcome, AbstractState state);

    /// <summary>Whether members of the type can hold files. If not, callers ignore the values of members.</summary>
    bool HasFileMembers { get; }

    /// <summary>Adds a value that the function returns in a state.</summary>
    void Return(AbstractValue value, AbstractState state);

    /// <summary>Adds a condition with two possible outcomes. The returned value can depend on it.</summary>
    void Branch(AbstractValue condition);

    /// <summary>Returns the value of a variable that only one of two joined paths has assigned.</summary>
    AbstractValue? ValueIfUnassigned(ISymbol variable);
}
