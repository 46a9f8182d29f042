using System.Globalization;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>Why a body is not given a wrapped stream.</summary>
/// <param name="Place">The code that is in the way; null where the code cannot be seen at all.</param>
/// <param name="What">What that code does, as a message goes on after the line: "keeps it beyond the call".</param>
/// <param name="IsProven">
/// Whether a wrapper is wrong there: it is found out, outlived, or gone past. Otherwise it is only not known to be right.
/// </param>
internal sealed record WindowObstacle(SyntaxNode? Place, string What, bool IsProven)
{
    /// <summary>As a message says it, from the file that the message is about: "line 12 of Reader.cs keeps it …".</summary>
    internal string Describe(SyntaxTree? tree)
    {
        if (Place is null)
        {
            return What;
        }

        var span = Place.GetLocation().GetLineSpan();
        var line = (span.StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
        var file = Place.SyntaxTree == tree ? "" : " of " + span.Path.Substring(span.Path.LastIndexOfAny(['/', '\\']) + 1);
        return $"line {line}{file} {What}";
    }
}
