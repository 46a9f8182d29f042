using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Corpus;

/// <summary>Groups the diagnostics of all runs by method, and prints them with the method's code. A reviewer then reads each method once.</summary>
/// <param name="rules">The prefixes of the ids to keep.</param>
internal sealed class Report(IReadOnlyList<string> rules)
{
    private readonly SortedDictionary<(string Path, int Line), Entry> _methods = [];

    internal void Add(string run, ImmutableArray<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics.Where(diagnostic => rules.Any(rule => diagnostic.Id.StartsWith(rule, StringComparison.Ordinal))))
        {
            var tree = diagnostic.Location.SourceTree!;
            var node = tree.GetRoot().FindNode(diagnostic.Location.SourceSpan);
            var member = (SyntaxNode?)node.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() ?? (SyntaxNode?)node.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? node;
            var key = (tree.FilePath, LineOf(member.GetLocation()));
            if (!_methods.TryGetValue(key, out var entry))
            {
                _methods.Add(key, entry = new Entry(member, []));
            }

            entry.Messages.Add($"{diagnostic.Id} ({run}, line {LineOf(diagnostic.Location)}): {diagnostic.GetMessage(CultureInfo.InvariantCulture)}{LinesOfOtherMembers(diagnostic, member)}");
        }
    }

    internal void Print(TextWriter output, int sample)
    {
        var step = sample > 0 ? Math.Max(1.0, (double)_methods.Count / sample) : 1;
        var chosen = Enumerable.Range(0, _methods.Count).Select(index => (int)(index * step)).TakeWhile(index => index < _methods.Count).Select(_methods.ElementAt);
        foreach (var ((path, line), (member, messages)) in chosen)
        {
            output.WriteLine();
            output.WriteLine($"== {path}:{line.ToString(CultureInfo.InvariantCulture)}");
            foreach (var text in messages.Distinct())
            {
                output.WriteLine($"-- {text}");
            }

            foreach (var (content, index) in member.ToString().Split('\n').Select(static (content, index) => (content, index)))
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line + index,5}  {content.TrimEnd()}"));
            }
        }
    }

    /// <summary>Formats the lines of other members that explain the message.</summary>
    private static string LinesOfOtherMembers(Diagnostic diagnostic, SyntaxNode member) => string.Concat(diagnostic.AdditionalLocations
        .Where(place => place.SourceTree != member.SyntaxTree || !member.Span.Contains(place.SourceSpan))
        .Select(static place => $"\n     {Path.GetFileName(place.SourceTree?.FilePath)}:{LineOf(place)}: {place.SourceTree?.GetText().Lines[LineOf(place) - 1].ToString().Trim()}"));

    private static int LineOf(Location place) => place.GetLineSpan().StartLinePosition.Line + 1;

    private sealed record Entry(SyntaxNode Member, List<string> Messages);
}
