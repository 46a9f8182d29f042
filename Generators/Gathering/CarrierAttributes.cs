namespace IoPolicy.Generators.Gathering;

/// <summary>What stands above each emitted method.</summary>
internal static class CarrierAttributes
{
    /// <summary>
    /// Also how an annotated method of a referenced assembly shows that the partial carrier has implemented it: the
    /// attributes of both parts are merged into one method.
    /// </summary>
    internal const string ToolName = "IoPolicy.Generators";

    /// <summary>The version of the generator, three numbers of it.</summary>
    private static readonly string Version = typeof(CarrierAttributes).Assembly.GetName().Version.ToString(3);

    internal static readonly (string ClassName, string Text)[] All =
    [
        ("GeneratedCodeAttribute", $"[global::System.CodeDom.Compiler.GeneratedCode(\"{ToolName}\", \"{Version}\")]"),
        ("DebuggerStepThroughAttribute", "[global::System.Diagnostics.DebuggerStepThrough]"),
        ("StackTraceHiddenAttribute", "[global::System.Diagnostics.StackTraceHidden]"),
    ];
}
