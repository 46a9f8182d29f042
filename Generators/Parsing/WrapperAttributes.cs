using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;

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
    private static readonly (string ClassName, string Text)[] Always =
    [
        (PolicyNames.AppliedPolicy, "[global::IoPolicy.CompilerServices.AppliedPolicy]"),
        ("DebuggerStepThroughAttribute", "[global::System.Diagnostics.DebuggerStepThrough]"),
    ];

    private static readonly (string ClassName, string Text)[] WithStackTraceHidden =
        [.. Always, ("StackTraceHiddenAttribute", "[global::System.Diagnostics.StackTraceHidden]")];

    /// <summary>Gets the attributes that exist on the target platform.</summary>
    internal static IReadOnlyList<(string ClassName, string Text)> For(Compilation compilation) =>
        new TargetPlatform(compilation).HasStackTraceHidden ? WithStackTraceHidden : Always;
}
