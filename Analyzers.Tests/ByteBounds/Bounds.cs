using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Analyzers.Tests.ByteBounds;

/// <summary>Queries the analysis, without any rule, for the bytes that a method <c>M</c> moves of a parameter.</summary>
internal static class Bounds
{
    /// <summary>Gets the bytes that <c>M</c> reads of the parameter <c>file</c> (or another one): "52", "whole" or "unknown".</summary>
    internal static string Read(string members, string file = "file") => Of(members, file).Read.Amount.ToString();

    internal static string Written(string members, string file = "file") => Of(members, file).Written.Amount.ToString();

    /// <summary>The members with one statement a line.</summary>
    internal static string Formatted(string members) => string.Join(
        "\n",
        CSharpSyntaxTree.ParseText($"class Sample\n{{\n{members}\n}}\n", Source.ParseOptions).GetRoot().NormalizeWhitespace(eol: "\n").ToFullString().Split('\n')[2..^1]
            .Select(static line => line.StartsWith("    ", StringComparison.Ordinal) ? line[4..] : line));

    /// <summary>The lines of the explanations are counted from the first line of the members.</summary>
    internal static FileBounds Of(string members, string file = "file")
    {
        var compilation = Source.Compile($"public partial class Sample\n{{\n#line 1\n{members}\n}}\n");
        var errors = compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, string.Join(Environment.NewLine, errors));
        var type = compilation.GetTypeByMetadataName("Sample")!;
        var method = type.GetMembers("M").OfType<IMethodSymbol>().Single();
        var path = method.Parameters.FirstOrDefault(parameter => parameter.Name == file && parameter.Type.SpecialType == SpecialType.System_String);
        var bounds = new ByteBoundAnalysis(compilation).Analyze(method, path, TestContext.Current.CancellationToken)!;
        return method.Parameters.FirstOrDefault(candidate => candidate.Name == file) is { } parameter
            ? bounds.Of(FileSource.Parameter(parameter))
            : bounds.Of(FileSource.Member(type.GetMembers(file).Single()));
    }
}
