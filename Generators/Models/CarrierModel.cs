using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>One method to emit, by either carrier: plain data, compared by value, as <c>Model_shape</c> of the tests holds all models to be.</summary>
internal sealed record CarrierModel
{
    /// <summary>The annotated method's own name.</summary>
    public required string Name { get; init; }

    /// <summary>The method as a comment names it: <c>Load(FileStream)</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The method as messages and counters name it: <c>KvCache.Sessions.Load</c>.</summary>
    public required string QualifiedName { get; init; }

    /// <summary>The attributes above the signature, one a line.</summary>
    public required EquatableArray<string> Attributes { get; init; }

    /// <summary>The modifiers: <c>public async partial</c>.</summary>
    public required string Modifiers { get; init; }

    public required ReturnShape Returns { get; init; }

    /// <summary>The return type, without <c>ref</c>.</summary>
    public required string ReturnType { get; init; }

    /// <summary>The type parameters in angle brackets; empty where there are none.</summary>
    public required string TypeParameters { get; init; }

    /// <summary>The parameters, with commas between them.</summary>
    public required string Parameters { get; init; }

    /// <summary>The <c>where</c> clauses.</summary>
    public required EquatableArray<string> Constraints { get; init; }

    /// <summary>The expression that is called: <c>LoadCore</c>, without type arguments.</summary>
    public required string Callee { get; init; }

    /// <summary>The type arguments of the call in angle brackets; empty where there are none.</summary>
    public required string TypeArguments { get; init; }

    /// <summary>What is called instead, where the interceptor may not name the method; otherwise null.</summary>
    public AccessorModel? CalleeAccessor { get; init; }

    public required EquatableArray<ArgumentModel> Arguments { get; init; }

    /// <summary>
    /// Whether the carrier is an <c>async</c> method. A task-returning method is not where it has parameters that an
    /// async method may not have (CS1988, CS4012), or belongs to a struct, whose <c>this</c> an async method copies.
    /// </summary>
    public required bool IsAsync { get; init; }

    /// <summary>The policies, in the order of their attributes; mostly one.</summary>
    public required EquatableArray<PolicyModel> Policies { get; init; }

    /// <summary>The names that the emitted locals must keep clear of.</summary>
    public required EquatableArray<string> NamesInUse { get; init; }
}
