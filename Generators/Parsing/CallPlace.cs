using System.Globalization;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Parsing;

/// <summary>Formats the place of an intercepted call for a comment: <c>Sessions.cs(12,9)</c>.</summary>
internal static class CallPlace
{
    internal static string Of(InvocationExpressionSyntax call)
    {
        var span = call.SyntaxTree.GetLineSpan(call.Span);
        var file = span.Path.Substring(span.Path.LastIndexOfAny(['/', '\\']) + 1);
        return string.Format(
            CultureInfo.InvariantCulture, "{0}({1},{2})", file, span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1);
    }
}
