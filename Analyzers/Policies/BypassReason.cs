namespace IoPolicy.Analyzers.Policies;

/// <summary>Why a call of a method with a policy is not intercepted; <see cref="None"/> where it is.</summary>
internal enum BypassReason
{
    None,

    /// <summary><c>base.M()</c> of a virtual method: an interceptor would dispatch virtually, and inside the override never return.</summary>
    BaseCall,

    /// <summary>A call on a type parameter: a struct receiver would be boxed and its change lost.</summary>
    ConstrainedCall,

    /// <summary>Inside an expression tree, which a LINQ provider would find the interceptor in.</summary>
    ExpressionTree,

    /// <summary>The method is none that the language lets an interceptor stand in for.</summary>
    NotOrdinary,

    /// <summary>The method has no policy that can be carried: no file, several, or a contradiction.</summary>
    NoPolicy,

    /// <summary>A type in the signature cannot be named from outside: private, or local to its file.</summary>
    HiddenType,

    /// <summary>A virtual method that cannot be named from outside; an accessor would not dispatch virtually.</summary>
    HiddenVirtual,

    /// <summary>The file is a member that cannot be reached from outside.</summary>
    HiddenFile,

    /// <summary>The work is not done when the method returns: an iterator, <c>async void</c>, an unknown awaitable.</summary>
    Unfinished,
}
