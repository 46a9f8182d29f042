using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Policies;
using IoPolicy.CodeFixes;
using IoPolicy.Tool.Explain;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Tool.Scan;

/// <summary>A finding of a scan. The JSON document contains it as it is.</summary>
internal sealed record Finding
{
    public required string Rule { get; init; }

    /// <summary>The severity: error, warning or suggestion.</summary>
    public required string Severity { get; init; }

    /// <summary>Proven or likely. A finding about a loop without a known bound is only likely, because the loop can also move few bytes.</summary>
    public required string Certainty { get; init; }

    /// <summary>
    /// The bytes that a method without a policy moves: <c>whole</c> for the whole file, <c>loop</c> for a loop without a known bound, or a
    /// number of bytes. Absent for rules that suggest no policy.
    /// </summary>
    public string? Moves { get; init; }

    /// <summary>The path, relative to the root of the scan, with '/' between its parts.</summary>
    public required string Path { get; init; }

    public required int Line { get; init; }

    public required int Column { get; init; }

    public required int EndLine { get; init; }

    public required int EndColumn { get; init; }

    /// <summary>The method or type around the finding.</summary>
    public required string Member { get; init; }

    public required string Message { get; init; }

    /// <summary>The attribute to add, or the action that the message names.</summary>
    public required string Suggestion { get; init; }

    /// <summary>Identifies the finding in a baseline. It stays the same if lines are added above the finding.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Whether the baseline contains the finding.</summary>
    public bool Known { get; init; }

    /// <summary>The place in the report: errors, warnings, methods that move a whole file, other rules, methods with an unbounded loop, and header reads.</summary>
    internal int Rank => Severity switch
    {
        "error" => 0,
        "warning" => 1,
        _ => Moves switch
        {
            MovedAmount.Whole => 2,
            null => 3,
            MovedAmount.Loop => 4,
            _ => 5,
        },
    };

    internal static Finding Of(Diagnostic diagnostic, string root)
    {
        var span = diagnostic.Location.GetLineSpan();
        var tree = diagnostic.Location.SourceTree!;
        var message = diagnostic.GetMessage(CultureInfo.InvariantCulture);
        var node = tree.GetRoot().FindNode(diagnostic.Location.SourceSpan);
        var moves = diagnostic.Properties.GetValueOrDefault(MovedAmount.Key);
        return new Finding
        {
            Rule = diagnostic.Id,
            Severity = diagnostic.Severity switch
            {
                DiagnosticSeverity.Error => "error",
                DiagnosticSeverity.Warning => "warning",
                _ => "suggestion",
            },
            Certainty = moves == MovedAmount.Loop ? "likely" : "proven",
            Moves = moves,
            Path = System.IO.Path.GetRelativePath(root, span.Path).Replace(System.IO.Path.DirectorySeparatorChar, '/'),
            Line = span.StartLinePosition.Line + 1,
            Column = span.StartLinePosition.Character + 1,
            EndLine = span.EndLinePosition.Line + 1,
            EndColumn = span.EndLinePosition.Character + 1,
            Member = MemberOf(node),
            Message = message,
            Suggestion = SuggestionOf(diagnostic, message),
            Fingerprint = "",
        };
    }

    /// <summary>Adds the fingerprints. Equal findings of one member are numbered, so each has its own.</summary>
    internal static IEnumerable<Finding> WithFingerprints(IEnumerable<Finding> findings)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            // The line and the message are left out, because they change with the code above and inside the method.
            var text = $"{finding.Rule}|{finding.Path}|{finding.Member}|{finding.Suggestion}";
            var number = counts[text] = counts.GetValueOrDefault(text) + 1;
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text}|{number}")));
            yield return finding with { Fingerprint = Convert.ToHexStringLower(hash.AsSpan(0, 12)) };
        }
    }

    private static string SuggestionOf(Diagnostic diagnostic, string message) =>
        SuggestedPolicies.FromProperties(diagnostic.Properties) is { IsEmpty: false } policies
            ? string.Join(" ", policies.Select(PolicyAttributes.TextOf))
            : message.LastIndexOf(". ", StringComparison.Ordinal) is > 0 and var start ? message[(start + 2)..] : RulePage.Find(diagnostic.Id)?.Title ?? message;

    private static string MemberOf(SyntaxNode node)
    {
        var names = node.AncestorsAndSelf().Select(static ancestor => ancestor switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
            PropertyDeclarationSyntax property => property.Identifier.Text,
            LocalFunctionStatementSyntax function => function.Identifier.Text,
            BaseTypeDeclarationSyntax type => type.Identifier.Text,
            _ => null,
        }).OfType<string>();
        return string.Join('.', names.Reverse());
    }
}
