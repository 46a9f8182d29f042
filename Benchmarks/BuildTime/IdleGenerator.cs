using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>
/// Asks for the methods that bear an attribute which nobody bears, and writes nothing: what any generator by attribute
/// costs at the least.
/// </summary>
/// <remarks>Handed to the driver as an object, so it needs no <see cref="GeneratorAttribute"/>.</remarks>
internal sealed class IdleGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var methods = context.SyntaxProvider.ForAttributeWithMetadataName(
            "Nobody.BearsThisAttribute", static (node, _) => node is MethodDeclarationSyntax, static (found, _) => found.TargetSymbol.Name);
        context.RegisterSourceOutput(methods, static (output, name) => output.AddSource(name + ".g.cs", ""));
    }
}
