using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Parsing;

/// <summary>The attributes of each wrapper: they mark it as a wrapper, and hide it from the debugger and from stack traces.</summary>
/// <remarks>
/// For an async method, the compiler copies <c>DebuggerStepThrough</c> to <c>MoveNext</c> of the state machine, but not
/// <c>StackTraceHidden</c> (Roslyn's <c>SynthesizedStateMachineMoveNextMethod</c>). So the frame stays in a stack trace.
/// <para>
/// <c>GeneratedCodeAttribute</c> is missing on purpose. The parts of a partial method share their attributes, and Roslyn treats
/// a symbol with this attribute as generated code. No rule would then analyze the user's declaration.
/// </para>
/// </remarks>
internal static class WrapperAttributes
{
    internal static readonly (string ClassName, string Text)[] All =
    [
        (PolicyNames.AppliedPolicy, "[global::IoPolicy.CompilerServices.AppliedPolicy]"),
        ("DebuggerStepThroughAttribute", "[global::System.Diagnostics.DebuggerStepThrough]"),
        ("StackTraceHiddenAttribute", "[global::System.Diagnostics.StackTraceHidden]"),
    ];
}
