using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>
/// Looks for an attribute that no method has, and writes nothing. This is the minimum cost of a generator that looks for an
/// attribute.
/// </summary>
#pragma warning disable RS1036, RS1041 // Only the compiler of the running SDK loads it.
[Generator(LanguageNames.CSharp)]
public sealed class IdleGenerator : IIncrementalGenerator
#pragma warning restore RS1036, RS1041
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var methods = context.SyntaxProvider.ForAttributeWithMetadataName(
            "Absent.UnusedAttribute", static (node, _) => node is MethodDeclarationSyntax, static (found, _) => found.TargetSymbol.Name);
        context.RegisterSourceOutput(methods, static (output, name) => output.AddSource(name + ".g.cs", ""));
    }
}
