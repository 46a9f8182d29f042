namespace IoPolicy.Analyzers.Policies;

/// <summary>Why generated code cannot wrap a member.</summary>
internal enum WrapperObstacle
{
    None,

    /// <summary>An accessor of a property or event.</summary>
    Accessor,

    /// <summary>An operator or a conversion.</summary>
    Operator,

    Finalizer,

    ExplicitImplementation,

    /// <summary>A constructor or another member that is not a method.</summary>
    NotMethod,

    /// <summary><c>extern</c>: there is no body.</summary>
    Extern,

    /// <summary><c>__arglist</c>, which no method can pass on.</summary>
    ArgumentList,

    /// <summary>An asynchronous sequence, or an awaitable type that is no task.</summary>
    UnknownCompletion,

    /// <summary>The body is an iterator, which runs after it has returned.</summary>
    Iterator,

    /// <summary>The body is <c>async void</c>.</summary>
    AsyncVoid,

    /// <summary>The wrapper would await in the unsafe context that its pointers need (CS4004).</summary>
    AwaitWithPointers,

    /// <summary>The wrapper would await in an <c>unsafe</c> method, and both parts must be unsafe or neither (CS0764).</summary>
    AwaitInUnsafeMethod,

    /// <summary>The method has pointers, and only its type is <c>unsafe</c>, which the generated part is not (CS0214).</summary>
    PointersInUnsafeType,

    /// <summary>The containing type is file-local, so no other file can add a part.</summary>
    FileLocalType,
}
