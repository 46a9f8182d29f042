using IoPolicy.Generators.Emitting;

namespace IoPolicy.Generators.Gathering;

/// <summary>What stands above each emitted method: who wrote it, and that a debugger and a stack trace pass it over.</summary>
internal static class CarrierAttributes
{
    internal static readonly (string ClassName, string Text)[] All =
    [
        ("GeneratedCodeAttribute", GeneratedCode.Attribute),
        ("DebuggerStepThroughAttribute", "[global::System.Diagnostics.DebuggerStepThrough]"),
        ("StackTraceHiddenAttribute", "[global::System.Diagnostics.StackTraceHidden]"),
    ];
}
