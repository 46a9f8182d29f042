using System.Globalization;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Corpus;

/// <summary>
/// Counts the pairs of a method and one of its files. For the pairs in which the method itself reads the file, it also counts the
/// answers of the byte-bound analysis by kind.
/// </summary>
internal static class BoundCounts
{
    internal static void Print(CSharpCompilation code, bool pairs, TextWriter output, CancellationToken cancellation)
    {
        var analysis = ByteBoundAnalysis.Of(code);
        var (methods, withFile, own, none) = (0, 0, 0, 0);
        var kinds = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var tree in code.SyntaxTrees)
        {
            methods += tree.GetRoot(cancellation).DescendantNodes().OfType<MethodDeclarationSyntax>().Count(static method => method.Body is not null || method.ExpressionBody is not null);
            var model = code.GetSemanticModel(tree);
            foreach (var method in FileMethods.In(code, tree, cancellation))
            {
                foreach (var file in method.Files)
                {
                    withFile++;
                    if (!OwnReading.IsIn(method, file, model, cancellation))
                    {
                        continue;
                    }

                    own++;
                    if (method.Symbol.IsIterator || analysis.Analyze(method.Symbol, file, cancellation) is not { } bounds)
                    {
                        none++;
                        continue;
                    }

                    var kind = KindOf(bounds.Read);
                    kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
                    if (pairs)
                    {
                        var place = method.Syntax.Identifier.GetLocation().GetLineSpan();
                        output.WriteLine(string.Create(
                            CultureInfo.InvariantCulture,
                            $"{kind} {bounds.Read.Amount} | {place.Path}({place.StartLinePosition.Line + 1}) {method.Symbol.Name}, {file.Name}: {Explanation.Of(bounds.Read).Text}"));
                    }
                }
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{methods} methods, {withFile} pairs of a method and a file, {own} with own reading, of these {none} iterators"));
        output.WriteLine(string.Join(", ", ((string[])["constant", "whole", "requested", "passed on", "other"]).Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind} {kinds.GetValueOrDefault(kind)}"))));
    }

    /// <summary>The kind of an answer. An unknown answer is <c>passed on</c> if the file escapes to other code, and otherwise <c>other</c>.</summary>
    private static string KindOf(ByteCount read) => read.Amount.Kind switch
    {
        AmountKind.Constant => "constant",
        AmountKind.Whole => "whole",
        AmountKind.Requested => "requested",
        _ when read.Trace is { } trace && trace.ToSteps().Any(static step => step.IsEscape) => "passed on",
        _ => "other",
    };
}
