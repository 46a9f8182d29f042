namespace IoPolicy.Analyzers.Policies;

/// <summary>Why a call of a method with a policy is not intercepted. <see cref="None"/> if it is.</summary>
internal enum BypassReason
{
    None,

    /// <summary><c>base.M()</c> of a virtual method. An interceptor would call the override again.</summary>
    BaseCall,

    /// <summary>A call on a type parameter. An interceptor would box a struct receiver and lose its changes.</summary>
    ConstrainedCall,

    /// <summary>A call in an expression tree. A LINQ provider would find the interceptor in it.</summary>
    ExpressionTree,

    /// <summary>A call in one of two files with the same text (CS9233).</summary>
    DuplicateFile,

    /// <summary>The called method is not ordinary, such as a local function or a delegate, or the use is a method group and no call.</summary>
    NotOrdinary,

    /// <summary>A type parameter of the method or its type has the name of a type parameter around it.</summary>
    DuplicateTypeParameter,

    /// <summary>No interceptor is needed: the method has no valid policy for its calls, or the generator implements it as a partial method.</summary>
    NoPolicy,

    /// <summary>A type in the signature is private, file-local, or behind an <c>extern alias</c>.</summary>
    HiddenType,

    /// <summary>A virtual method that is not accessible to generated code. An accessor would not dispatch virtually.</summary>
    HiddenVirtual,

    /// <summary>The method is not accessible to generated code, and the target framework has no accessors for it.</summary>
    NoAccessor,

    /// <summary>The file is a member that is not accessible to generated code.</summary>
    HiddenFile,

    /// <summary>The condition of the policy is a member of another assembly that is not accessible to generated code.</summary>
    HiddenCondition,

    /// <summary>No interceptor can wrap the method, such as an iterator. IOP005 reports it.</summary>
    Unsupported,
}
