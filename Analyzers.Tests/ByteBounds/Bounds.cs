using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Analyzers.Tests.ByteBounds;

/// <summary>Runs the analysis, without any rule, on a method <c>M</c>, and gets the bounds of one of its files.</summary>
internal static class Bounds
{
    /// <summary>Gets the bound of the bytes that <c>M</c> reads of a parameter or member: "52", "whole", "requested" or "unknown".</summary>
    /// <param name="members">The members of a class: <c>M</c>, and the members that it uses.</param>
    /// <param name="file">The name of the parameter or member of the class that is the file.</param>
    internal static string Read(string members, string file = "file") => Of(members, file).Read.Amount.ToString();

    /// <summary>Gets the bound of the bytes that <c>M</c> writes. The parameters are those of <see cref="Read"/>.</summary>
    internal static string Written(string members, string file = "file") => Of(members, file).Written.Amount.ToString();

    /// <summary>Gets the members with one statement per line.</summary>
    internal static string Formatted(string members) => string.Join(
        "\n",
        CSharpSyntaxTree.ParseText($"class Sample\n{{\n{members}\n}}\n", Source.ParseOptions).GetRoot().NormalizeWhitespace(eol: "\n").ToFullString().Split('\n')[2..^1]
            .Select(static line => line.StartsWith("    ", StringComparison.Ordinal) ? line[4..] : line));

    /// <summary>Gets the bounds of a file of <c>M</c>. In the explanation of a bound, line 1 is the first line of the members.</summary>
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
