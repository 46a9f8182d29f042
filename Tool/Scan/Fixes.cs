using System.Collections.Immutable;
using System.Text;
using IoPolicy.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace IoPolicy.Tool.Scan;

/// <summary>Applies the code fixes of findings.</summary>
internal static class Fixes
{
    private static readonly ImmutableArray<RuleCodeFix> Providers = Instances.Of<RuleCodeFix>(typeof(RuleCodeFix));

    /// <summary>
    /// Applies the first fix of each diagnostic. Each fix is computed on the given solution, so a fix that overlaps an earlier fix is left
    /// out. Two fixes overlap, for example, if both make the same type partial. Therefore the caller scans again and applies the rest.
    /// </summary>
    /// <returns>The changed solution, and the number of applied fixes.</returns>
    internal static async Task<(Solution Solution, int Count)> ApplyAsync(Solution solution, IEnumerable<(ProjectId Project, Diagnostic Diagnostic)> diagnostics, CancellationToken cancellation)
    {
        var changes = new Dictionary<DocumentId, List<TextChange>>();
        var count = 0;
        foreach (var (project, diagnostic) in diagnostics)
        {
            if (solution.GetProject(project)!.GetDocument(diagnostic.Location.SourceTree) is { } document
                && await FirstAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { } fixedSolution
                && await TryAddAsync(solution, fixedSolution, changes, cancellation).ConfigureAwait(false))
            {
                count++;
            }
        }

        foreach (var (id, edits) in changes)
        {
            var text = await solution.GetDocument(id)!.GetTextAsync(cancellation).ConfigureAwait(false);
            solution = solution.WithDocumentText(id, text.WithChanges(edits.OrderBy(static edit => edit.Span.Start)));
        }

        return (solution, count);
    }

    /// <summary>Writes the changed documents, and returns their number. The project files stay unchanged.</summary>
    internal static async Task<int> WriteAsync(Solution before, Solution after, CancellationToken cancellation)
    {
        var count = 0;
        foreach (var id in after.GetChanges(before).GetProjectChanges().SelectMany(static project => project.GetChangedDocuments()))
        {
            var document = after.GetDocument(id)!;
            var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
            var encoding = text.Encoding is null or UTF8Encoding ? new UTF8Encoding(HasByteOrderMark(document.FilePath!)) : text.Encoding;
            DurableFile.Replace(document.FilePath!, stream =>
            {
                using var writer = new StreamWriter(stream, encoding, leaveOpen: true);
                text.Write(writer, cancellation);
            });
            count++;
        }

        return count;
    }

    /// <summary>Decides whether a file begins with the byte order mark of UTF-8. Roslyn's text does not keep this fact.</summary>
    private static bool HasByteOrderMark(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[3];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(Encoding.UTF8.Preamble);
    }

    private static async Task<Solution?> FirstAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        foreach (var provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
        {
            var first = (CodeAction?)null;
            await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => first ??= action, cancellation)).ConfigureAwait(false);
            if (first is not null)
            {
                var operations = await first.GetOperationsAsync(cancellation).ConfigureAwait(false);
                return operations.OfType<ApplyChangesOperation>().SingleOrDefault()?.ChangedSolution;
            }
        }

        return null;
    }

    /// <summary>Adds the text changes of a fix to those of the earlier fixes, unless they overlap.</summary>
    private static async Task<bool> TryAddAsync(Solution before, Solution after, Dictionary<DocumentId, List<TextChange>> changes, CancellationToken cancellation)
    {
        var added = new List<(DocumentId Document, TextChange Change)>();
        foreach (var id in after.GetChanges(before).GetProjectChanges().SelectMany(static project => project.GetChangedDocuments()))
        {
            var edits = await after.GetDocument(id)!.GetTextChangesAsync(before.GetDocument(id)!, cancellation).ConfigureAwait(false);
            added.AddRange(edits.Select(edit => (id, edit)));
        }

        if (added.Count == 0 || added.Exists(edit => changes.TryGetValue(edit.Document, out var others) && others.Exists(other => edit.Change.Span.IntersectsWith(other.Span))))
        {
            return false;
        }

        foreach (var (document, change) in added)
        {
            if (!changes.TryGetValue(document, out var list))
            {
                changes.Add(document, list = []);
            }

            list.Add(change);
        }

        return true;
    }
}
