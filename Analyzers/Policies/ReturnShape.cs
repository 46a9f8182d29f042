namespace IoPolicy.Analyzers.Policies;

/// <summary>The form of a method's result.</summary>
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
