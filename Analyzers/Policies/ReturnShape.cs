namespace IoPolicy.Analyzers.Policies;

/// <summary>How a method hands back its result, which decides how the carrier takes and returns it.</summary>
internal enum ReturnShape
{
    Void,
    Value,
    Ref,
    RefReadonly,

    /// <summary><c>Task</c> or <c>ValueTask</c>.</summary>
    Task,

    /// <summary><c>Task&lt;T&gt;</c> or <c>ValueTask&lt;T&gt;</c>.</summary>
    TaskOfValue,
}
