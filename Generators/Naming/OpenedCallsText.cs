using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators.Naming;

/// <summary>Formats the object with the calls of a method whose body opens files.</summary>
internal static class OpenedCallsText
{
    /// <summary>Formats the object: <c>OpenedFileCalls.Get("…")</c>.</summary>
    internal static string Of(string name) => $"global::IoPolicy.CompilerServices.OpenedFileCalls.Get({SymbolDisplay.FormatLiteral(name, quote: true)})";
}
