namespace IoPolicy.Generators.Emitting;

/// <summary>How emitted code says what wrote it.</summary>
internal static class GeneratedCode
{
    /// <summary>
    /// Also how an annotated method of a referenced assembly shows that the partial carrier has implemented it: the
    /// attributes of both parts are merged into one method.
    /// </summary>
    internal const string ToolName = "IoPolicy.Generators";

    internal static readonly string Attribute =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"{ToolName}\", \"{typeof(GeneratedCode).Assembly.GetName().Version.ToString(3)}\")]";
}
