using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>
/// Looks for an attribute that no method has, and writes nothing. This is the minimum cost of a generator that looks for an
/// attribute.
/// </summary>
/// <remarks>The benchmark passes an instance to Roslyn, so the class needs no <see cref="GeneratorAttribute"/>.</remarks>
internal sealed class IdleGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var methods = context.SyntaxProvider.ForAttributeWithMetadataName(
            "Absent.UnusedAttribute", static (node, _) => node is MethodDeclarationSyntax, static (found, _) => found.TargetSymbol.Name);
        context.RegisterSourceOutput(methods, static (output, name) => output.AddSource(name + ".g.cs", ""));
    }
}
