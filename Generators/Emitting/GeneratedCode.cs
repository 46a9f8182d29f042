namespace IoPolicy.Generators.Emitting;

/// <summary>How emitted code says what wrote it.</summary>
internal static class GeneratedCode
{
    internal static readonly string Attribute =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"IoPolicy.Generators\", \"{typeof(GeneratedCode).Assembly.GetName().Version.ToString(3)}\")]";
}
