using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators.Naming;

/// <summary>
/// Formats the runtime object through which the wrapper of a method tells the interceptors in its body about the call
/// (<c>OpenedFileCalls</c>).
/// </summary>
internal static class OpenedCallsText
{
    /// <summary>Formats the expression for the object: <c>OpenedFileCalls.Get("…")</c>.</summary>
    internal static string Of(string name) => $"global::IoPolicy.CompilerServices.OpenedFileCalls.Get({SymbolDisplay.FormatLiteral(name, quote: true)})";
}
