using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>One generated method: a partial-method wrapper or an interceptor wrapper.</summary>
internal sealed record WrapperModel
{
    /// <summary>The name of the annotated method.</summary>
    public required string Name { get; init; }

    /// <summary>The signature in generated comments: <c>Load(FileStream)</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The name in messages and metrics: <c>KvCache.Sessions.Load</c>.</summary>
    public required string QualifiedName { get; init; }

    /// <summary>The attributes above the signature, one per line.</summary>
    public required EquatableArray<string> Attributes { get; init; }

    /// <summary>The modifiers: <c>public async partial</c>.</summary>
    public required string Modifiers { get; init; }

    public required ReturnShape Returns { get; init; }

    /// <summary>The return type, without <c>ref</c>.</summary>
    public required string ReturnType { get; init; }

    /// <summary>The type parameters in angle brackets, or an empty string.</summary>
    public required string TypeParameters { get; init; }

    /// <summary>The parameters, separated by commas.</summary>
    public required string Parameters { get; init; }

    /// <summary>The <c>where</c> clauses.</summary>
    public required EquatableArray<string> Constraints { get; init; }

    /// <summary>
    /// The expression to call, without type arguments: <c>LoadCore</c>. Empty if the body is missing. The wrapper then throws.
    /// </summary>
    public required string Callee { get; init; }

    /// <summary>The type arguments of the call in angle brackets, or an empty string.</summary>
    public required string TypeArguments { get; init; }

    /// <summary>The accessor to call instead of <see cref="Callee"/>, if the method is not accessible to an interceptor.</summary>
    public AccessorModel? CalleeAccessor { get; init; }

    public required EquatableArray<ArgumentModel> Arguments { get; init; }

    /// <summary>
    /// Whether the wrapper is an <c>async</c> method. An async method cannot have some kinds of parameters (CS1988, CS4012),
    /// and in a struct it works on a copy of <c>this</c>.
    /// </summary>
    public required bool IsAsync { get; init; }

    /// <summary>The <c>extern alias</c> directives that the signature needs.</summary>
    public EquatableArray<string> ExternAliases { get; init; }

    /// <summary>Whether the wrapper needs an <c>unsafe</c> part of its type, because the method has pointers but no <c>unsafe</c>.</summary>
    public bool NeedsUnsafeType { get; init; }

    /// <summary>The policies, in the order of their attributes. Empty if a rule reports an error. The wrapper then only calls the body.</summary>
    public required EquatableArray<PolicyModel> Policies { get; init; }

    /// <summary>The policies that cover the files that the body opens. The wrapper only mentions them.</summary>
    public EquatableArray<PolicyOptions> OpenedPolicies { get; init; }

    /// <summary>The policies whose interceptors in the body need to know the call. The wrapper enters the call before the other policies.</summary>
    public EquatableArray<OpenedCallModel> OpenedCalls { get; init; }

    /// <summary>The names that generated locals must not use.</summary>
    public required EquatableArray<string> NamesInUse { get; init; }
}

/// <summary>A parameter that the wrapper passes to the body.</summary>
/// <param name="Name">The name, escaped if it is a keyword.</param>
/// <param name="Prefix"><c>ref</c>, <c>out</c> or <c>in</c> and a space, or an empty string.</param>
internal sealed record ArgumentModel(string Name, string Prefix);
