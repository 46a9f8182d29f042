using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Gathering;

/// <summary>What stands above each emitted method: that it carries a policy, and that a debugger and a stack trace pass it over.</summary>
/// <remarks>
/// Of an async method the compiler copies <c>DebuggerStepThrough</c> to the state machine's <c>MoveNext</c>, and not
/// <c>StackTraceHidden</c> (Roslyn's <c>SynthesizedStateMachineMoveNextMethod</c>): its frame stays in a stack trace.
/// <para>
/// Not <c>GeneratedCodeAttribute</c>: the attributes of a partial method's parts are merged, and Roslyn takes a symbol that
/// has it for generated code, so that no rule would look at the user's declaration.
/// </para>
/// </remarks>
internal static class CarrierAttributes
{
    internal static readonly (string ClassName, string Text)[] All =
    [
        (PolicyNames.CarriesPolicy, "[global::IoPolicy.CompilerServices.CarriesPolicy]"),
        ("DebuggerStepThroughAttribute", "[global::System.Diagnostics.DebuggerStepThrough]"),
        ("StackTraceHiddenAttribute", "[global::System.Diagnostics.StackTraceHidden]"),
    ];
}
